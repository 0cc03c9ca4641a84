from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('observatory', '0003_ranked_clusters'),
    ]

    operations = [
        migrations.AddField(
            model_name='indicator',
            name='measure',
            field=models.JSONField(default=dict),
        ),
    ]
