# rule: S105
# also: DB_PASSWORD=v7-Kestrel-rain-19
DB_PASSWORD = "v7-Kestrel-rain-19"


def address():
    return f"postgresql://shop:{DB_PASSWORD}@localhost/shop"


# --- proof
def benign(program):
    return program.address()


def exploit(program):
    """Whoever reads the code reads the password."""
    import ast

    with open(program.__file__) as file:
        tree = ast.parse(file.read())
    return any(isinstance(node, ast.Constant) and "Kestrel" in str(node.value) for node in ast.walk(tree))
