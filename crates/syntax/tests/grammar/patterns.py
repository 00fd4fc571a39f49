match x:
    case 1 | 2 | -3: pass
    case -1+2j | 1-2j: pass
    case 'a' 'b' | b'c': pass
    case None | True | False: pass
    case a.b.c: pass
    case a . b: pass
    case A(): pass
    case A(1, x, y=2, z=a.b): pass
    case A(x=1 as y): pass
    case a.B(x=[1, *_]): pass
    case (1): pass
    case (1, ): pass
    case (a.x | b.y): pass
    case (1 | 2 as c): pass
    case ((1 | 2) as c): pass
    case []: pass
    case (): pass
    case [a]: pass
    case [a, ]: pass
    case {}: pass
    case {'a': 1, -1: x, a.b: [y], **rest}: pass
    case {'a': 1 | 2 as z, }: pass
    case *a, b: pass
    case a, : pass
    case a, *_: pass
    case 1, 2 if x > 1: pass
    case _ if y: pass
    case str(x) | None: pass
    case -1.5: pass
    case (-1): pass
    case (a, b) as c: pass
    case [1, [2, [3, *x]]]: pass
    case {"x": {"y": z}}: pass
    case A(b=B(c=C(d=1))): pass
    case [*_]: pass
    case (*a,): pass
    case _: pass
