# rule: S602
import subprocess


def count(name):
    return subprocess.run(f"cat {name} | wc -l", shell=True, capture_output=True, text=True).stdout.strip()


# --- proof
def benign(program):
    open("one.txt", "w").write("a\nb\n")
    open("a b.txt", "w").write("c\n")
    return program.count("one.txt")


def exploit(program):
    open("one.txt", "w").write("a\n")
    program.count("one.txt; touch owned; cat one.txt")
    return os.path.exists("owned")
