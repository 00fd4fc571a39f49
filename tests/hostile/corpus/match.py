match command:
    case {"run": str(x), **rest} if eval(x): pass
    case [*_, (1 | 2) as y] | C(a=1, b=-3+4j): exec(y)
    case _: pass
type T[U: int = str, *V, **W] = dict[U]
def f[T](x: T) -> T: return eval(x)
with (open(x) as a, open(a) as b): pass
t"{eval(x)}"
async def g():
    async with a as b, c as d:
        [await eval(y) async for y in z if await y]
