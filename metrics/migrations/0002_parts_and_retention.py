import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The month totals begin empty: the ledger is derived anew once everything is migrated."""

    dependencies = [
        ('clients', '0004_segment'),
        ('contracts', '0004_costs_and_users'),
        ('metrics', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementMrr',
            fields=[
                ('pk', models.CompositePrimaryKey('agreement_id', 'month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('until_month', models.DateField()),
                ('mrr_cents', models.BigIntegerField()),
                ('cost_cents', models.BigIntegerField()),
                ('line_count', models.IntegerField()),
                ('agreement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mrr_rows', to='contracts.agreement')),
                ('client', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client')),
            ],
            options={
                'indexes': [models.Index(fields=['until_month', 'month'], name='agreement_until_month')],
            },
        ),
        migrations.CreateModel(
            name='CategoryMovement',
            fields=[
                ('month', models.DateField()),
                ('until_month', models.DateField()),
                ('kind', models.CharField(choices=[('new', 'New'), ('reactivation', 'Reactivation'), ('expansion', 'Expansion'), ('contraction', 'Contraction'), ('churn', 'Churn')], max_length=20)),
                ('amount_cents', models.BigIntegerField()),
                ('mrr_cents', models.BigIntegerField()),
                ('pk', models.CompositePrimaryKey('client_id', 'category', 'month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('category', models.CharField(choices=[('managed', 'Managed service'), ('security', 'Security'), ('resale', 'Licence resale')], max_length=20)),
                ('client', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='category_movements', to='clients.client')),
            ],
            options={
                'indexes': [models.Index(fields=['category', 'until_month', 'month'], name='category_until_month')],
            },
        ),
        migrations.DeleteModel(name='MonthTotal'),
        migrations.CreateModel(
            name='MonthTotal',
            fields=[
                ('pk', models.CompositePrimaryKey('family', 'month', 'kind', blank=True, editable=False, primary_key=True, serialize=False)),
                ('family', models.CharField(max_length=20)),
                ('month', models.DateField()),
                ('kind', models.CharField(max_length=30)),
                ('amount_cents', models.BigIntegerField(default=0)),
                ('row_count', models.BigIntegerField(default=0)),
                ('client_change', models.BigIntegerField(default=0)),
            ],
        ),
    ]
