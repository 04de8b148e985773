"""Every room's tables in one import, so that migrations and tests see the whole schema."""

from backend.audit import models as audit
from backend.chat import models as chat
from backend.concerns import models as concerns
from backend.consent import models as consent
from backend.db import metadata
from backend.devices import models as devices
from backend.diary import models as diary
from backend.families import models as families
from backend.inbox import models as inbox
from backend.outbox import models as outbox
from backend.schedule import models as schedule
from backend.sittings import models as sittings
from backend.staff import models as staff
from backend.timetable import models as timetable

ROOMS = (
    audit,
    families,
    staff,
    devices,
    consent,
    outbox,
    concerns,
    schedule,
    diary,
    sittings,
    chat,
    inbox,
    timetable,
)

__all__ = ["ROOMS", "metadata"]
