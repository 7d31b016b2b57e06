import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
import marketplace.core.clock
import marketplace.core.dates
import uuid
from django.conf import settings
from django.db import migrations, models

RULES = (
    "summary",
    "age_min",
    "age_max",
    "direct_payment_allowed",
    "top_up_allowed",
    "approved_providers_only",
    "start_trigger",
    "review_months",
    "approver",
)


def date_the_rules(apps, schema_editor):
    """Give each stream the rules that it has now, from its first day."""
    for stream in apps.get_model("budgets", "FundingStream").objects.all():
        values = {name: getattr(stream, name) for name in RULES}
        rules = stream.rules.create(valid_from=stream.valid_from, **values)
        rules.categories.set(stream.categories.all())
    # What was written is checked now, or the tables could not be altered in this transaction.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def undate_the_rules(apps, schema_editor):
    """Give each stream the rules that it had last; earlier ones are lost, since there is nowhere to keep them."""
    for stream in apps.get_model("budgets", "FundingStream").objects.all():
        rules = stream.rules.order_by("-valid_from").first()
        if rules:
            for name in RULES:
                setattr(stream, name, getattr(rules, name))
            stream.save()
            stream.categories.set(rules.categories.all())
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('budgets', '0002_ledger_triggers'),
        ('catalogue', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='StreamRules',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('summary', models.TextField(help_text='What it is for, in words a family would use.')),
                ('age_min', models.PositiveSmallIntegerField(default=0, verbose_name='youngest age')),
                ('age_max', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(25)], verbose_name='oldest age')),
                ('direct_payment_allowed', models.BooleanField(default=True, verbose_name='may be a direct payment')),
                ('top_up_allowed', models.BooleanField(default=True, verbose_name='a family may add its own money')),
                ('approved_providers_only', models.BooleanField(default=False, verbose_name='only approved providers')),
                ('start_trigger', models.CharField(blank=True, max_length=120, verbose_name='when it starts')),
                ('review_months', models.PositiveSmallIntegerField(default=12, verbose_name='months between reviews')),
                ('approver', models.CharField(blank=True, max_length=80, verbose_name='who approves it')),
                ('carry_over_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='share of what is left that goes into the next period, in per cent')),
                ('reason', models.TextField(blank=True, verbose_name='why the rules are as they are')),
            ],
            options={
                'verbose_name_plural': 'stream rules',
                'ordering': ['stream__position', 'valid_from'],
            },
        ),
        migrations.AlterField(
            model_name='fundingstream',
            name='valid_from',
            field=models.DateField(default=marketplace.core.clock.today, verbose_name='first day'),
        ),
        migrations.AlterField(
            model_name='fundingstream',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='last day'),
        ),
        migrations.AddField(
            model_name='streamrules',
            name='categories',
            field=models.ManyToManyField(help_text='What it may pay for.', related_name='stream_rules', to='catalogue.category'),
        ),
        migrations.AddField(
            model_name='streamrules',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='streamrules',
            name='stream',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='budgets.fundingstream'),
        ),
        migrations.AddConstraint(
            model_name='streamrules',
            constraint=models.CheckConstraint(condition=models.Q(('age_max__gte', models.F('age_min')), ('age_max__lte', 25)), name='budgets_stream_ages_are_in_order'),
        ),
        migrations.AddConstraint(
            model_name='streamrules',
            constraint=models.CheckConstraint(condition=models.Q(('carry_over_percent__lte', 100)), name='budgets_carries_over_at_most_everything'),
        ),
        migrations.AddConstraint(
            model_name='streamrules',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='budgets_stream_rules_end_after_they_begin', violation_error_message='The end date must be on or after the start date.'),
        ),
        migrations.AddConstraint(
            model_name='streamrules',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('stream', '='), (marketplace.core.dates.DateRange('valid_from', 'valid_to', models.Value('[]')), '&&')], name='budgets_one_set_of_rules_per_stream_at_a_time', violation_error_message='The stream has rules for some of these days already.'),
        ),
        migrations.RunPython(date_the_rules, undate_the_rules),
        migrations.RemoveConstraint(
            model_name='fundingstream',
            name='budgets_stream_ages_are_in_order',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='age_max',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='age_min',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='approved_providers_only',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='approver',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='categories',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='direct_payment_allowed',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='review_months',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='start_trigger',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='summary',
        ),
        migrations.RemoveField(
            model_name='fundingstream',
            name='top_up_allowed',
        ),
    ]
