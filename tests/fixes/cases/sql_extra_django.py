# rule: S610
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, INSTALLED_APPS=[]
)
django.setup()
from django.db import connection, models


class Note(models.Model):
    owner = models.TextField()

    class Meta:
        app_label = "notes"


with connection.schema_editor() as editor:
    editor.create_model(Note)
for name in ("ann", "bob", "100%"):
    Note.objects.create(owner=name)


def of(owner):
    rows = Note.objects.extra(where=[f"owner = '{owner}'", "id > 0"])
    return [row.owner for row in rows]


# --- proof
def benign(program):
    return program.of("ann"), program.of("100%"), program.of("nobody")


def exploit(program):
    return len(program.of("' OR 1=1 OR '' = '")) > 1
