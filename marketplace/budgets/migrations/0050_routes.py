import django.db.models.deletion
import marketplace.core.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0040_life_of_an_award'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RouteRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('wanted', models.CharField(choices=[('council', 'The council manages it'), ('direct_payment', 'Direct payment to the family'), ('service_fund', 'Individual service fund'), ('third_party', 'Someone holds it for the family'), ('prepaid_card', 'Prepaid card')], max_length=20, verbose_name='way asked for')),
                ('reason', models.TextField(max_length=1000, verbose_name='why')),
                ('state', models.CharField(choices=[('open', 'The council has to answer'), ('agreed', 'Agreed'), ('refused', 'Not agreed')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.TextField(blank=True, max_length=1000)),
            ],
            options={
                'ordering': ['created_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='spendingrecord',
            name='budgets_rejected_spending_is_given_back',
        ),
        # In three steps, so that routes that are there get a token each.
        migrations.AddField(
            model_name='managementroute',
            name='token',
            field=models.UUIDField(default=uuid.uuid4, null=True),
        ),
        migrations.RunSQL(
            'UPDATE budgets_managementroute SET token = gen_random_uuid()', migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name='managementroute',
            name='token',
            field=models.UUIDField(default=uuid.uuid4, help_text='Drawn with the form, so that a second click sets nothing.', unique=True),
        ),
        migrations.AlterField(
            model_name='spendingrecord',
            name='state',
            field=models.CharField(choices=[('recorded', 'Recorded'), ('queried', 'The council has a question'), ('accepted', 'Accepted'), ('rejected', 'Not accepted'), ('withdrawn', 'Taken back by the family')], default='recorded', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='spendingrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reversal__isnull', False), ('state__in', ['rejected', 'withdrawn'])), models.Q(models.Q(('state__in', ['rejected', 'withdrawn']), _negated=True), ('reversal__isnull', True)), _connector='OR'), name='budgets_spending_that_does_not_count_is_given_back'),
        ),
        migrations.AddField(
            model_name='routerequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='routerequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='routerequest',
            name='pot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='route_requests', to='budgets.pot'),
        ),
        migrations.AddConstraint(
            model_name='routerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('pot',), name='budgets_one_open_route_request_per_pot'),
        ),
        migrations.AddConstraint(
            model_name='routerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), models.Q(('decision_reason', ''), _negated=True)), _connector='OR'), name='budgets_a_decided_route_request_says_why'),
        ),
    ]
