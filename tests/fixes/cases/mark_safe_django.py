# rule: S308
from django.utils.safestring import mark_safe


def badge(label):
    return mark_safe(f'<span class="badge">{label}</span>')


def row(title, price):
    cells = "<td>%s</td><td>%s</td>" % (title, price)
    return mark_safe(cells)


# --- proof
def benign(program):
    from django.utils.safestring import SafeString

    # What is HTML already stays it.
    return program.badge("new"), program.row("Tea", 3), program.badge(SafeString("<b>new</b>"))


def exploit(program):
    return "<script>" in program.badge("<script>") or "<script>" in program.row("<script>", 1)
