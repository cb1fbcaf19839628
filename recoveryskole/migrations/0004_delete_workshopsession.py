from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recoveryskole", "0003_carry_sessions")]

    operations = [migrations.DeleteModel(name="WorkshopSession")]
