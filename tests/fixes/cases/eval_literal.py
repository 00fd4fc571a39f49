# rule: S307
def setting(text):
    return eval(text)


# --- proof
def benign(program):
    return [program.setting("{'port': 8080, 'on': True}"), program.setting("[1, 2.5, 'a']")]


def exploit(program):
    program.setting("__import__('pathlib').Path('broken').touch()")
    return os.path.exists("broken")
