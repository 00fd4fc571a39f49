import ast
import operator

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(formula, values):
    """What a formula of the owner gives for the answers."""
    names = {"total": sum(values), "count": len(values)}

    def value(node):
        match node:
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.Name(id=name) if name in names:
                return names[name]
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
                return OPERATORS[type(sign)](value(left), value(right))
            case _:
                raise ValueError("not part of a formula")

    if len(formula) > 200:
        raise ValueError("too long")
    return value(ast.parse(formula, mode="eval").body)
