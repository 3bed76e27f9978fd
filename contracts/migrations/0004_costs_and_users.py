import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    """The new columns are derived: once everything is migrated, they are filled with the ledger."""

    dependencies = [
        ('clients', '0004_segment'),
        ('contracts', '0003_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='linerevision',
            name='cost_cents',
            field=models.BigIntegerField(default=0, validators=[django.core.validators.MinValueValidator(-9999999999999, 'The monthly cost is too large.'), django.core.validators.MaxValueValidator(9999999999999, 'The monthly cost is too large.')]),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='linerevision',
            name='cost_change_cents',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='linerevision',
            name='user_count',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='linerevision',
            index=models.Index(condition=models.Q(('user_count__gt', 0)), fields=['until_month', 'month', 'client', 'user_count'], name='revision_users'),
        ),
    ]
