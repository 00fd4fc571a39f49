# rule: S704
from markupsafe import Markup


def badge(name):
    return Markup(f'<span class="badge">{name}</span> {{}}')


# --- proof
def benign(program):
    return [str(program.badge(name)) for name in ("Ada", 7)], program.badge("x").__html__()


def exploit(program):
    return "<script>" in program.badge("<script>")
