# rule: S605
import os


def copy(name):
    os.system("cp %s copied.txt" % name)


# --- proof
def benign(program):
    with open("a.txt", "w") as file:
        file.write("hello")
    program.copy("a.txt")
    return open("copied.txt").read()


def exploit(program):
    program.copy("a.txt; touch broken; true")
    return os.path.exists("broken")
