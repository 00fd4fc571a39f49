# rule: S701
import jinja2

pages = jinja2.Environment(loader=jinja2.DictLoader({"hello.html": "<p>Hello {{ name }}</p>"}), autoescape=False)


def hello(name):
    return pages.get_template("hello.html").render(name=name)


# --- proof
def benign(program):
    return program.hello("Ann")


def exploit(program):
    return "<script>" in program.hello("<script>alert(1)</script>")
