import datetime
import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import marketplace.budgets.models.direct_payment
import marketplace.budgets.models.questionnaire
import marketplace.core.clock
import marketplace.core.dates
import marketplace.core.private_files
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('budgets', '0003_dated_stream_rules'),
        ('catalogue', '0001_initial'),
        ('providers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgeAdjustment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('age_from', models.PositiveSmallIntegerField(verbose_name='from age')),
                ('age_to', models.PositiveSmallIntegerField(verbose_name='to age')),
                ('percent', models.PositiveSmallIntegerField(verbose_name='share of the child’s points, in per cent')),
            ],
            options={
                'ordering': ['age_from'],
            },
        ),
        migrations.CreateModel(
            name='AllocationBand',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('points_from', models.PositiveIntegerField()),
                ('points_to', models.PositiveIntegerField(blank=True, help_text='Empty: and above.', null=True)),
                ('amount_pence', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['points_from'],
            },
        ),
        migrations.CreateModel(
            name='AllocationPolicy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('method', models.CharField(choices=[('price_point', 'Points times the price of a point'), ('bands', 'Bands of points'), ('unit_cost', 'Number of units times the price of one'), ('present_package', 'Cost of the present package'), ('flat_sum', 'Flat sum'), ('costed_plan', 'The plan’s lines')], max_length=16)),
                ('questionnaire_name', models.CharField(blank=True, max_length=80, verbose_name='questionnaire')),
                ('price_point_pence', models.PositiveIntegerField(blank=True, null=True, verbose_name='price of a point')),
                ('flat_sum_pence', models.PositiveIntegerField(blank=True, null=True, verbose_name='flat sum for a year')),
                ('unit_rate_pence', models.PositiveIntegerField(blank=True, null=True, verbose_name='price of a unit')),
                ('unit', models.CharField(blank=True, choices=[('hour', 'hour'), ('half_hour', 'half hour'), ('session', 'session'), ('day', 'day'), ('night', 'night'), ('week', 'week'), ('mile', 'mile'), ('item', 'item'), ('place', 'place'), ('pack', 'pack')], max_length=12)),
                ('fall_floor_permille', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='a figure is at least this share of the present package, in thousandths')),
                ('rise_cap_permille', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='a figure is at most this share of the present package, in thousandths')),
                ('round_to_pence', models.PositiveIntegerField(default=100, verbose_name='figures are rounded to so many pence')),
                ('pack_tolerance_percent', models.PositiveSmallIntegerField(default=0, verbose_name='a plan may be above the figure by this share, because goods come in packs, in per cent')),
            ],
            options={
                'verbose_name_plural': 'allocation policies',
                'ordering': ['stream__position', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('state', models.CharField(choices=[('in_progress', 'In progress'), ('completed', 'Completed'), ('withdrawn', 'Given up')], default='in_progress', max_length=12)),
                ('taken_with', models.CharField(choices=[('alone', 'On our own'), ('supporter', 'With a supporter'), ('officer', 'With an officer')], default='alone', max_length=12)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('age_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='age when it was completed')),
                ('child_points', models.PositiveIntegerField(blank=True, null=True)),
                ('age_percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='share of the child’s points at that age')),
                ('family_points', models.PositiveIntegerField(blank=True, null=True)),
                ('points', models.PositiveIntegerField(blank=True, null=True, verbose_name='points in all, after the adjustment')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='AssessmentAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('note', models.TextField(blank=True, max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name='BudgetPolicy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('valid_from', models.DateField(default=marketplace.core.clock.today, verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('plan_order', models.CharField(choices=[('indicative_first', 'The figure comes first, and the plan is made within it'), ('plan_first', 'The plan is costed first, and sets the figure'), ('sum_of_services', 'The figure is the sum of the services chosen')], default='indicative_first', max_length=20, verbose_name='when the figure comes')),
                ('challenge_working_days', models.PositiveSmallIntegerField(default=20, verbose_name='working days in which a challenge is answered')),
                ('amendment_percent', models.PositiveSmallIntegerField(default=10, verbose_name='a change of a plan up to this share of each stream needs no signing officer, in per cent')),
                ('amendment_pence', models.PositiveIntegerField(default=50000, help_text='Whichever is less.', verbose_name='and up to this much in each stream, in pence')),
                ('close_after_days', models.PositiveSmallIntegerField(default=60, verbose_name="days after a period's end in which bookings of the period are still settled")),
                ('sample_percent', models.PositiveSmallIntegerField(default=10, verbose_name='share of the spending that families record which officers look at, in per cent')),
            ],
            options={
                'verbose_name_plural': 'budget policies',
                'ordering': ['valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('reason', models.TextField(max_length=4000)),
                ('answer_by', models.DateField()),
                ('state', models.CharField(choices=[('open', 'The council has to answer'), ('upheld', 'Upheld: the figure changes'), ('rejected', 'Answered: the figure stays'), ('withdrawn', 'Withdrawn by the family')], default='open', max_length=10)),
                ('answer', models.TextField(blank=True, max_length=4000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['answer_by'],
            },
        ),
        migrations.CreateModel(
            name='Descriptor',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=400)),
                ('child_points', models.PositiveSmallIntegerField(default=0)),
                ('family_points', models.PositiveSmallIntegerField(default=0)),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='HolderStatement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('spent_pence', models.PositiveIntegerField()),
                ('note', models.TextField(max_length=2000, verbose_name='what it was spent on')),
            ],
            options={
                'ordering': ['-first_day'],
            },
        ),
        migrations.CreateModel(
            name='IndicativeAllocation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(verbose_name='last day')),
                ('points', models.PositiveIntegerField(blank=True, null=True)),
                ('quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('present_pence', models.PositiveIntegerField(blank=True, null=True)),
                ('table_pence', models.PositiveIntegerField()),
                ('protected_pence', models.PositiveIntegerField()),
                ('amount_pence', models.PositiveIntegerField()),
                ('working', models.JSONField(default=list)),
                ('override_reason', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'Being worked out'), ('to_release', 'Waits for a conversation'), ('released', 'Shared with the family'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-valid_from', 'stream__position', '-created_at'],
            },
        ),
        migrations.CreateModel(
            name='ManagementRoute',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('route', models.CharField(choices=[('council', 'The council manages it'), ('direct_payment', 'Direct payment to the family'), ('service_fund', 'Individual service fund'), ('third_party', 'Someone holds it for the family'), ('prepaid_card', 'Prepaid card')], max_length=20)),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('holder_name', models.CharField(blank=True, max_length=120, verbose_name='who holds it')),
                ('fee_pence', models.PositiveIntegerField(default=0, verbose_name='fee for managing it, for the whole time')),
                ('fee_mode', models.CharField(blank=True, choices=[('added', 'Added to the budget'), ('top_sliced', 'Taken from the budget')], max_length=10)),
                ('reason', models.TextField(max_length=1000)),
            ],
            options={
                'ordering': ['-valid_from'],
            },
        ),
        migrations.CreateModel(
            name='OutcomeAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('score', models.PositiveSmallIntegerField()),
                ('comment', models.TextField(blank=True, max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name='OutcomeReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(choices=[('baseline', 'At the start'), ('review', 'Review')], max_length=10)),
                ('respondent', models.CharField(choices=[('parent', 'Parent or carer'), ('child', 'Child or young person')], max_length=8)),
                ('due_on', models.DateField()),
                ('child_consented', models.BooleanField(blank=True, null=True, verbose_name='the child wants to answer')),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['due_on'],
            },
        ),
        migrations.CreateModel(
            name='PlanLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('money', 'An amount of money'), ('hours', 'Hours or another quantity'), ('support', 'A form of support')], max_length=12)),
                ('description', models.CharField(max_length=300)),
                ('quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('unit', models.CharField(blank=True, choices=[('hour', 'hour'), ('half_hour', 'half hour'), ('session', 'session'), ('day', 'day'), ('night', 'night'), ('week', 'week'), ('mile', 'mile'), ('item', 'item'), ('place', 'place'), ('pack', 'pack')], max_length=12)),
                ('unit_price_pence', models.PositiveIntegerField(blank=True, null=True)),
                ('amount_pence', models.PositiveIntegerField(blank=True, null=True)),
                ('is_contingency', models.BooleanField(default=False, verbose_name='kept aside for what cannot be foreseen')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='PlanLineFunding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('amount_pence', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['stream__position'],
            },
        ),
        migrations.CreateModel(
            name='PlanOutcome',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(max_length=1000, verbose_name='what we want to happen')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='PlanSignature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveSmallIntegerField()),
                ('party', models.CharField(choices=[('council', 'the council'), ('family', 'the family')], max_length=8)),
                ('amount_pence', models.PositiveIntegerField(verbose_name='what was signed for')),
                ('name', models.CharField(max_length=120, verbose_name='name as signed')),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('signed_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
            ],
            options={
                'ordering': ['signed_at'],
            },
        ),
        migrations.CreateModel(
            name='PresentPackage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('description', models.TextField(help_text='What the child has now, in words the family would use.')),
                ('amount_pence', models.PositiveIntegerField(verbose_name='what it costs in a year')),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
            ],
            options={
                'ordering': ['stream__position', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=300)),
                ('help_text', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=80)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('introduction', models.TextField(blank=True, help_text='What families read before they begin.')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'In use'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name', '-version'],
            },
        ),
        migrations.CreateModel(
            name='QuestionnaireDomain',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120)),
                ('explanation', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ReleaseConversation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('held_on', models.DateField()),
                ('kind', models.CharField(choices=[('visit', 'At home'), ('meeting', 'At a meeting'), ('phone', 'By phone'), ('video', 'By video')], max_length=12)),
                ('with_whom', models.CharField(max_length=200, verbose_name='who took part')),
                ('notes', models.TextField(max_length=4000, verbose_name='what was said')),
            ],
            options={
                'ordering': ['-held_on'],
            },
        ),
        migrations.CreateModel(
            name='ScheduledPayment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('due_on', models.DateField()),
                ('amount_pence', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('scheduled', 'Due'), ('paid', 'Paid'), ('withheld', 'Withheld'), ('cancelled', 'Not paid')], default='scheduled', max_length=10)),
                ('paid_on', models.DateField(blank=True, null=True)),
                ('reference', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'ordering': ['due_on'],
            },
        ),
        migrations.CreateModel(
            name='SignerAppointment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('valid_from', models.DateField(default=marketplace.core.clock.today, verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
            ],
        ),
        migrations.CreateModel(
            name='SigningGrade',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=80)),
                ('owner', models.CharField(blank=True, choices=[('education', 'Education'), ('health', 'Health'), ('care', 'Social care')], help_text='Empty: all of them.', max_length=12, verbose_name='signs for streams of')),
                ('limit_pence', models.PositiveIntegerField(blank=True, help_text='Empty: any amount.', null=True, verbose_name='up to')),
                ('valid_from', models.DateField(default=marketplace.core.clock.today, verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('limit_pence'), nulls_last=True), 'name'],
            },
        ),
        migrations.CreateModel(
            name='SpendingRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('spent_on', models.DateField()),
                ('payee', models.CharField(max_length=120, verbose_name='who was paid')),
                ('what', models.CharField(max_length=300, verbose_name='what for')),
                ('amount_pence', models.PositiveIntegerField()),
                ('receipt', models.FileField(blank=True, storage=marketplace.core.private_files.private_storage, upload_to=marketplace.budgets.models.direct_payment.receipt_path)),
                ('receipt_name', models.CharField(blank=True, max_length=120)),
                ('receipt_type', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('recorded', 'Recorded'), ('queried', 'The council has a question'), ('accepted', 'Accepted'), ('rejected', 'Not accepted')], default='recorded', max_length=10)),
                ('is_sampled', models.BooleanField(default=False, verbose_name='chosen to be looked at')),
                ('query', models.TextField(blank=True, max_length=2000)),
                ('reply', models.TextField(blank=True, max_length=2000)),
                ('decision_reason', models.TextField(blank=True, max_length=2000)),
                ('token', models.UUIDField(help_text='Drawn with the form, so that a second click records nothing.', unique=True)),
            ],
            options={
                'ordering': ['-spent_on', '-created_at'],
            },
        ),
        migrations.CreateModel(
            name='SupportPlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(verbose_name='last day')),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('submitted', 'Waits to be signed'), ('final', 'Agreed'), ('replaced', 'Replaced by a later version'), ('abandoned', 'Given up')], default='draft', max_length=12)),
                ('revision', models.PositiveSmallIntegerField(default=0)),
                ('what_matters', models.TextField(blank=True, max_length=4000, verbose_name='what matters to us')),
                ('keep_safe', models.TextField(blank=True, max_length=4000, verbose_name='how I keep safe')),
                ('amendment_reason', models.TextField(blank=True, max_length=2000)),
                ('needs_signing', models.BooleanField(default=True, verbose_name='an officer has to sign')),
                ('return_reason', models.TextField(blank=True, max_length=2000)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('final_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-valid_from', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Withholding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(choices=[('safeguarding', 'Safeguarding'), ('consent', 'Consent'), ('records', 'Records are missing'), ('other', 'Something else')], max_length=12)),
                ('reason', models.TextField(max_length=1000)),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
            ],
            options={
                'ordering': ['-valid_from'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='pot',
            name='budgets_pot_is_never_overspent',
        ),
        migrations.AddField(
            model_name='hold',
            name='expected_on',
            field=models.DateField(default=marketplace.core.clock.today, verbose_name='day of what it pays for'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='pot',
            name='closed_on',
            field=models.DateField(blank=True, help_text='When what was left was taken back or carried over.', null=True),
        ),
        migrations.AddField(
            model_name='pot',
            name='set_aside_pence',
            field=models.BigIntegerField(default=0, verbose_name='kept aside for what cannot be foreseen'),
        ),
        migrations.AlterField(
            model_name='ledgerleg',
            name='account',
            field=models.CharField(choices=[('council', 'The council'), ('left', 'Left'), ('held', 'Reserved'), ('spent', 'Spent'), ('set_aside', 'Kept aside')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='pot',
            constraint=models.CheckConstraint(condition=models.Q(('funded_pence__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('held_pence'), '+', models.F('spent_pence')), '+', models.F('set_aside_pence'))), ('held_pence__gte', 0), ('set_aside_pence__gte', 0), ('spent_pence__gte', 0)), name='budgets_pot_is_never_overspent'),
        ),
        migrations.AddField(
            model_name='allocationpolicy',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocation_policies', to='budgets.fundingstream'),
        ),
        migrations.AddField(
            model_name='allocationband',
            name='policy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='budgets.allocationpolicy'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='accounts.child'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='completed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessment',
            name='started_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessmentanswer',
            name='answered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessmentanswer',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='budgets.assessment'),
        ),
        migrations.AddConstraint(
            model_name='budgetpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_policy_ends_after_it_begins', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddConstraint(
            model_name='budgetpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('amendment_percent__lte', 100), ('sample_percent__lte', 100)), name='budgets_policy_shares_are_at_most_everything'),
        ),
        migrations.AddConstraint(
            model_name='budgetpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('challenge_working_days__gte', 1)), name='budgets_policy_answers_challenges'),
        ),
        migrations.AddConstraint(
            model_name='budgetpolicy',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_one_policy_at_a_time', violation_error_message='There is a policy for some of these days already.'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='challenge',
            name='raised_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessmentanswer',
            name='descriptor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.descriptor'),
        ),
        migrations.AddField(
            model_name='holderstatement',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='holderstatement',
            name='transaction',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holder_statements', to='budgets.ledgertransaction'),
        ),
        migrations.AddField(
            model_name='indicativeallocation',
            name='assessment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='budgets.assessment'),
        ),
        migrations.AddField(
            model_name='indicativeallocation',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='accounts.child'),
        ),
        migrations.AddField(
            model_name='indicativeallocation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicativeallocation',
            name='overridden_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicativeallocation',
            name='policy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='budgets.allocationpolicy'),
        ),
        migrations.AddField(
            model_name='indicativeallocation',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='budgets.fundingstream'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='allocation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='challenges', to='budgets.indicativeallocation'),
        ),
        migrations.AddField(
            model_name='managementroute',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='managementroute',
            name='holder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_routes', to='providers.provider', verbose_name='fund holder'),
        ),
        migrations.AddField(
            model_name='managementroute',
            name='pot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='budgets.pot'),
        ),
        migrations.AddField(
            model_name='holderstatement',
            name='route',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='budgets.managementroute'),
        ),
        migrations.AddField(
            model_name='outcomeanswer',
            name='outcome',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='catalogue.outcome'),
        ),
        migrations.AddField(
            model_name='outcomereview',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcome_reviews', to='accounts.child'),
        ),
        migrations.AddField(
            model_name='outcomereview',
            name='completed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outcomeanswer',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='budgets.outcomereview'),
        ),
        migrations.AddField(
            model_name='planline',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_lines', to='catalogue.category'),
        ),
        migrations.AddField(
            model_name='planline',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan_lines', to='catalogue.service'),
        ),
        migrations.AddField(
            model_name='planline',
            name='unit_cost',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan_lines', to='catalogue.unitcost'),
        ),
        migrations.AddField(
            model_name='planlinefunding',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='funding', to='budgets.planline'),
        ),
        migrations.AddField(
            model_name='planlinefunding',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_funding', to='budgets.fundingstream'),
        ),
        migrations.AddField(
            model_name='planoutcome',
            name='outcome',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_outcomes', to='catalogue.outcome'),
        ),
        migrations.AddField(
            model_name='planline',
            name='plan_outcome',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lines', to='budgets.planoutcome'),
        ),
        migrations.AddField(
            model_name='plansignature',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='plansignature',
            name='stream',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan_signatures', to='budgets.fundingstream'),
        ),
        migrations.AddField(
            model_name='presentpackage',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='present_packages', to='accounts.child'),
        ),
        migrations.AddField(
            model_name='presentpackage',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='presentpackage',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='present_packages', to='budgets.fundingstream'),
        ),
        migrations.AddField(
            model_name='descriptor',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='descriptors', to='budgets.question'),
        ),
        migrations.AddField(
            model_name='assessmentanswer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.question'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.UniqueConstraint(fields=('name', 'version'), name='budgets_questionnaire_version_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('name',), name='budgets_one_published_version_per_questionnaire'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('name',), name='budgets_one_draft_per_questionnaire'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='questionnaire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='budgets.questionnaire'),
        ),
        migrations.AddField(
            model_name='ageadjustment',
            name='questionnaire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='age_adjustments', to='budgets.questionnaire'),
        ),
        migrations.AddField(
            model_name='questionnairedomain',
            name='questionnaire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='budgets.questionnaire'),
        ),
        migrations.AddField(
            model_name='question',
            name='domain',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='budgets.questionnairedomain'),
        ),
        migrations.AddField(
            model_name='releaseconversation',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='release_conversations', to='accounts.child'),
        ),
        migrations.AddField(
            model_name='releaseconversation',
            name='held_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicativeallocation',
            name='conversation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='budgets.releaseconversation'),
        ),
        migrations.AddField(
            model_name='scheduledpayment',
            name='route',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='budgets.managementroute'),
        ),
        migrations.AddField(
            model_name='signerappointment',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_grades', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='signinggrade',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_grade_ends_after_it_begins', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddField(
            model_name='signerappointment',
            name='grade',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='budgets.signinggrade'),
        ),
        migrations.AddField(
            model_name='plansignature',
            name='grade',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='budgets.signinggrade'),
        ),
        migrations.AddField(
            model_name='spendingrecord',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spending_records', to='catalogue.category'),
        ),
        migrations.AddField(
            model_name='spendingrecord',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='spendingrecord',
            name='pot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spending_records', to='budgets.pot'),
        ),
        migrations.AddField(
            model_name='spendingrecord',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='spendingrecord',
            name='reversal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_spending', to='budgets.ledgertransaction'),
        ),
        migrations.AddField(
            model_name='spendingrecord',
            name='transaction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spending_records', to='budgets.ledgertransaction'),
        ),
        migrations.AddField(
            model_name='supportplan',
            name='amends',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='budgets.supportplan'),
        ),
        migrations.AddField(
            model_name='supportplan',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='accounts.child'),
        ),
        migrations.AddField(
            model_name='supportplan',
            name='prepared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='plansignature',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='budgets.supportplan'),
        ),
        migrations.AddField(
            model_name='planoutcome',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='budgets.supportplan'),
        ),
        migrations.AddField(
            model_name='planline',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='budgets.supportplan'),
        ),
        migrations.AddField(
            model_name='withholding',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withholding',
            name='pot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withholdings', to='budgets.pot'),
        ),
        migrations.AddConstraint(
            model_name='allocationpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_allocation_policy_ends_after_it_begins', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddConstraint(
            model_name='allocationpolicy',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('stream', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_one_allocation_policy_per_stream_at_a_time', violation_error_message='The stream has a policy for some of these days already.'),
        ),
        migrations.AddConstraint(
            model_name='allocationpolicy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'price_point'), ('price_point_pence__gt', 0), models.Q(('questionnaire_name', ''), _negated=True)), models.Q(('method', 'bands'), models.Q(('questionnaire_name', ''), _negated=True)), models.Q(('method', 'unit_cost'), ('unit_rate_pence__gt', 0), models.Q(('unit', ''), _negated=True)), models.Q(('flat_sum_pence__gt', 0), ('method', 'flat_sum')), ('method__in', ['present_package', 'costed_plan']), _connector='OR'), name='budgets_allocation_method_has_what_it_needs'),
        ),
        migrations.AddConstraint(
            model_name='allocationpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('round_to_pence__gte', 1), models.Q(('fall_floor_permille__isnull', True), ('fall_floor_permille__lte', 1000), _connector='OR'), models.Q(('rise_cap_permille__isnull', True), ('rise_cap_permille__gte', 1000), _connector='OR'), ('pack_tolerance_percent__lte', 100)), name='budgets_allocation_protection_makes_sense'),
        ),
        migrations.AddConstraint(
            model_name='allocationband',
            constraint=models.CheckConstraint(condition=models.Q(('points_to__isnull', True), ('points_to__gte', models.F('points_from')), _connector='OR'), name='budgets_band_is_in_order'),
        ),
        migrations.AddConstraint(
            model_name='allocationband',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('policy', '='), (marketplace.budgets.models.questionnaire.IntegerRange('points_from', 'points_to', models.Value('[]')), '&&')], name='budgets_bands_do_not_overlap', violation_error_message='These points overlap with another band.'),
        ),
        migrations.AddConstraint(
            model_name='challenge',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('allocation',), name='budgets_one_open_challenge_per_figure'),
        ),
        migrations.AddConstraint(
            model_name='challenge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['upheld', 'rejected']), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='budgets_a_decided_challenge_has_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='managementroute',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_route_ends_after_it_begins', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddConstraint(
            model_name='managementroute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('route', 'service_fund'), _negated=True), ('holder__isnull', False), _connector='OR'), name='budgets_service_fund_has_a_holder'),
        ),
        migrations.AddConstraint(
            model_name='managementroute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('route', 'third_party'), _negated=True), models.Q(('holder_name', ''), _negated=True), _connector='OR'), name='budgets_third_party_is_named'),
        ),
        migrations.AddConstraint(
            model_name='managementroute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fee_mode', ''), ('fee_pence', 0)), models.Q(('fee_pence__gt', 0), models.Q(('fee_mode', ''), _negated=True)), _connector='OR'), name='budgets_a_fee_is_added_or_taken'),
        ),
        migrations.AddConstraint(
            model_name='managementroute',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('pot', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_a_pot_is_managed_one_way_at_a_time', violation_error_message='The budget is managed another way on some of these days.'),
        ),
        migrations.AddConstraint(
            model_name='holderstatement',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='budgets_statement_is_in_order'),
        ),
        migrations.AddConstraint(
            model_name='holderstatement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('spent_pence', 0), ('transaction__isnull', True)), models.Q(('spent_pence__gt', 0), ('transaction__isnull', False)), _connector='OR'), name='budgets_statement_charges_the_pot'),
        ),
        migrations.AddConstraint(
            model_name='holderstatement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('route', '='), (marketplace.core.dates.DateRange('first_day', 'last_day', models.Value('[]')), '&&')], name='budgets_statements_of_a_holder_do_not_overlap', violation_error_message='A statement covers some of these days already.'),
        ),
        migrations.AddConstraint(
            model_name='outcomereview',
            constraint=models.UniqueConstraint(fields=('child', 'respondent', 'due_on'), name='budgets_one_review_per_respondent_and_day'),
        ),
        migrations.AddConstraint(
            model_name='outcomereview',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'baseline')), fields=('child', 'respondent'), name='budgets_one_baseline_per_respondent'),
        ),
        migrations.AddConstraint(
            model_name='outcomereview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('respondent', 'child'), _negated=True), ('completed_at__isnull', True), ('child_consented', True), _connector='OR'), name='budgets_a_child_answers_only_by_consent'),
        ),
        migrations.AddConstraint(
            model_name='outcomeanswer',
            constraint=models.UniqueConstraint(fields=('review', 'outcome'), name='budgets_an_outcome_is_answered_once'),
        ),
        migrations.AddConstraint(
            model_name='outcomeanswer',
            constraint=models.CheckConstraint(condition=models.Q(('score__range', (1, 5))), name='budgets_scores_are_from_1_to_5'),
        ),
        migrations.AddConstraint(
            model_name='planlinefunding',
            constraint=models.UniqueConstraint(fields=('line', 'stream'), name='budgets_a_stream_pays_a_line_once'),
        ),
        migrations.AddConstraint(
            model_name='planlinefunding',
            constraint=models.CheckConstraint(condition=models.Q(('amount_pence__gt', 0)), name='budgets_line_funding_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='presentpackage',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_package_ends_after_it_begins', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddConstraint(
            model_name='presentpackage',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('child', '='), ('stream', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_one_package_per_child_and_stream_at_a_time', violation_error_message='A package is recorded for some of these days already.'),
        ),
        migrations.AddConstraint(
            model_name='descriptor',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('question', 'position'), name='budgets_descriptors_have_an_order'),
        ),
        migrations.AddConstraint(
            model_name='assessmentanswer',
            constraint=models.UniqueConstraint(fields=('assessment', 'question'), name='budgets_a_question_is_answered_once'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'in_progress')), fields=('child', 'questionnaire'), name='budgets_one_open_assessment_per_questionnaire'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'completed'), _negated=True), models.Q(('age_percent__isnull', False), ('age_years__isnull', False), ('child_points__isnull', False), ('completed_at__isnull', False), ('family_points__isnull', False), ('points__isnull', False)), _connector='OR'), name='budgets_completed_assessment_is_scored'),
        ),
        migrations.AddConstraint(
            model_name='ageadjustment',
            constraint=models.CheckConstraint(condition=models.Q(('age_to__gte', models.F('age_from')), ('age_to__lte', 25)), name='budgets_adjusted_ages_are_in_order'),
        ),
        migrations.AddConstraint(
            model_name='ageadjustment',
            constraint=models.CheckConstraint(condition=models.Q(('percent__lte', 200)), name='budgets_adjustment_is_at_most_double'),
        ),
        migrations.AddConstraint(
            model_name='ageadjustment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('questionnaire', '='), (marketplace.budgets.models.questionnaire.IntegerRange('age_from', 'age_to', models.Value('[]')), '&&')], name='budgets_an_age_is_adjusted_once', violation_error_message='These ages overlap with another adjustment.'),
        ),
        migrations.AddConstraint(
            model_name='questionnairedomain',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('questionnaire', 'position'), name='budgets_domains_have_an_order'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('domain', 'position'), name='budgets_questions_have_an_order'),
        ),
        migrations.AddConstraint(
            model_name='indicativeallocation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='budgets_allocation_is_in_order'),
        ),
        migrations.AddConstraint(
            model_name='indicativeallocation',
            constraint=models.CheckConstraint(condition=models.Q(('amount_pence', models.F('protected_pence')), models.Q(('override_reason', ''), _negated=True), _connector='OR'), name='budgets_an_override_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='indicativeallocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('conversation__isnull', False), ('released_at__isnull', False)), _connector='OR'), name='budgets_release_needs_a_conversation'),
        ),
        migrations.AddConstraint(
            model_name='indicativeallocation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), expressions=[('child', '='), ('stream', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_one_allocation_per_child_and_stream_at_a_time', violation_error_message='There is a figure for some of these days already.'),
        ),
        migrations.AddConstraint(
            model_name='scheduledpayment',
            constraint=models.UniqueConstraint(fields=('route', 'due_on'), name='budgets_one_payment_per_route_and_day'),
        ),
        migrations.AddConstraint(
            model_name='scheduledpayment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_pence__gt', 0)), name='budgets_payment_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='scheduledpayment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paid_on__isnull', False), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('paid_on__isnull', True)), _connector='OR'), name='budgets_a_payment_made_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='signerappointment',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_signer_ends_after_they_begin', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddConstraint(
            model_name='signerappointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('grade', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_a_grade_is_held_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='spendingrecord',
            constraint=models.CheckConstraint(condition=models.Q(('amount_pence__gt', 0)), name='budgets_spending_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='spendingrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'queried'), _negated=True), models.Q(('query', ''), _negated=True), _connector='OR'), name='budgets_a_query_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='spendingrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reversal__isnull', False), ('state', 'rejected')), models.Q(models.Q(('state', 'rejected'), _negated=True), ('reversal__isnull', True)), _connector='OR'), name='budgets_rejected_spending_is_given_back'),
        ),
        migrations.AddConstraint(
            model_name='supportplan',
            constraint=models.UniqueConstraint(fields=('child', 'number'), name='budgets_plans_of_a_child_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='supportplan',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='budgets_plan_period_is_in_order'),
        ),
        migrations.AddConstraint(
            model_name='supportplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['final', 'replaced']), _negated=True), ('final_at__isnull', False), _connector='OR'), name='budgets_final_plan_says_since_when'),
        ),
        migrations.AddConstraint(
            model_name='supportplan',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'final')), expressions=[('child', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_one_final_plan_per_child_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='supportplan',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['draft', 'submitted'])), expressions=[('child', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_one_open_plan_per_child_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.UniqueConstraint(condition=models.Q(('party', 'council')), fields=('plan', 'revision', 'stream'), name='budgets_a_stream_of_a_plan_is_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.UniqueConstraint(condition=models.Q(('party', 'family')), fields=('plan', 'revision'), name='budgets_a_family_signs_a_plan_once'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('grade__isnull', False), ('party', 'council'), ('stream__isnull', False)), models.Q(('grade__isnull', True), ('party', 'family'), ('stream__isnull', True)), _connector='OR'), name='budgets_the_council_signs_a_stream_in_a_grade'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.CheckConstraint(condition=models.Q(('amount_pence__isnull', True), ('amount_pence__gt', 0), _connector='OR'), name='budgets_plan_line_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'money'), _negated=True), ('amount_pence__isnull', False), _connector='OR'), name='budgets_money_line_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'hours'), _negated=True), ('quantity__gt', 0), _connector='OR'), name='budgets_hours_line_says_how_many'),
        ),
        migrations.AddConstraint(
            model_name='withholding',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_withholding_ends_after_it_begins', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddConstraint(
            model_name='withholding',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='budgets_withholding_says_why'),
        ),
        migrations.AddConstraint(
            model_name='withholding',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('pot', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_a_pot_is_withheld_once_at_a_time'),
        ),
    ]
