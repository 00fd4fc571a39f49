# rule: S506
import yaml


def settings(text):
    return yaml.load(text, Loader=yaml.Loader)


# --- proof
def benign(program):
    return program.settings("ports: [80, 443]\nname: shop\n")


def exploit(program):
    return program.settings("!!python/object/apply:os.getcwd []") == os.getcwd()
