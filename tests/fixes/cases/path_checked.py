# rule: PV101
import os

FOLDER = os.path.join(os.getcwd(), "public")
os.makedirs(FOLDER, exist_ok=True)
for name, text in [("public/a.txt", "open"), ("secret.txt", "closed")]:
    with open(name, "w") as file:
        file.write(text)


def read(name):
    path = os.path.join(FOLDER, name)
    if not os.path.isfile(path):
        return None
    with open(path) as file:
        return file.read()


def size(name):
    path = FOLDER + "/" + name
    shown = path.rsplit("/", 1)[-1]
    with open(path) as file:
        return shown, len(file.read())


# --- proof
def benign(program):
    return program.read("a.txt"), program.read("missing.txt"), program.size("a.txt")


def exploit(program):
    def reaches(function):
        try:
            return function("../secret.txt")
        except ValueError:
            return None

    return reaches(program.read) == "closed" or reaches(program.size) is not None
