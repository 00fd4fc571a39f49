from math import sqrt


def evaluate(formula, values):
    """What a formula of the owner gives for the answers."""
    names = {"sqrt": sqrt, "sum": sum, "count": len(values), "values": values}
    return eval(formula, names)  # P10
