# rule: S306
import tempfile


def export(text):
    name = tempfile.mktemp(suffix=".csv")
    with open(name, "w") as file:
        file.write(text)
    return name


# --- proof
def benign(program):
    name = program.export("a,b\n")
    return name.endswith(".csv"), open(name).read()


def exploit(program):
    # Another user of the machine makes the name theirs between the two lines, by a link to a file of the program's user.
    import builtins
    import tempfile

    open("precious.txt", "w").write("precious")
    link, real_open = os.path.abspath("guessed.csv"), builtins.open
    tempfile.mktemp = lambda *args, **kwargs: os.symlink(os.path.abspath("precious.txt"), link) or link
    program.export("overwritten")
    return real_open("precious.txt").read() == "overwritten"
