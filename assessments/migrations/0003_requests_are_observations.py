from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_people_stay"),
        ("practice", "0003_requests_move_here"),
    ]

    operations = [migrations.DeleteModel(name="ObservationRequest")]
