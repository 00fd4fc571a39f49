# rule: S602
import subprocess


def count(name: str) -> str:
    done = subprocess.run(f"wc -c {name}", shell=True, capture_output=True, text=True)
    return done.stdout


# --- proof
def benign(program):
    with open("a.txt", "w") as file:
        file.write("hello")
    return program.count("a.txt")


def exploit(program):
    program.count("a.txt; touch broken")
    return os.path.exists("broken")
