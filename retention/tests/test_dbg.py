import pytest
from retention.tests import make
from retention import services, erasing
from retention.models import PurgeItem
from retention.choices import RunState
from django.db.models import Sum, Count
pytestmark = pytest.mark.django_db
def test_x():
    at = make.place()
    for _ in range(9): make.leaver(at.school)
    run = make.approved(at)
    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    from students.models import Guardian, Guardianship
    from retention import graph
    while erasing.erase_batch(run.pk, at=make.NOW, size=3):
        print("G", Guardian.objects.filter(school=at.school).count(), Guardianship.objects.count(), [l for l in PurgeItem.objects.filter(run=run, state="pending", holding="students.Guardian").values_list("student_id","rule")])
    for r in PurgeItem.objects.filter(run=run, action="delete").values("rule","holding","state").annotate(Sum("rows"),Sum("erased")): print(r)
    assert 0
