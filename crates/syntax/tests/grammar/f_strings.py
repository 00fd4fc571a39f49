f'{x}' f"{y!r}" 'z'
f'{x:>{w}.{p}}'
f'{x!r:^{w}}'
f'{x=}'
f'{x = !r}'
f'{x=:>10}'
f"{a['b']}"
f"{a["b"]}"
f'{f"{f'{x}'}"}'
f'{{}}'
f'{{{x}}}'
f'{x:%Y-%m-%d}'
f'{(x:=10)}'
f'{(lambda: 1)()}'
f'{a, b}'
f'{*a, b}'
f'{x:a{b:c}d}'
f'\N{BULLET}{x}'
rf'\N{x}'
fr'\{x}\d'
f"{x:'>10}"
f'{x:"}'
f'''{
    x
    + y  # comment
}'''
f'{x:{"a"}}'
f'{"a" if x else "b"}'
f'{a != b}'
f'{a == b}'
f'{a >= b}'
f'{ {1: 2}[1] }'
f'{x:}'
f''
f"" "a"
'a' f''
f'{x}\
b'
f"\x41\u00e9{x}\n"
f'{d["a"]:{d["b"]}}'
f'a{x}b{y}c'
F'{x}' Rf'{y}' fR'{z}'
f'{x:{y}{z}}'
f'{not a}'
f'{a if b else c}'
f'{a or b:x}'
f'{x:,}' f'{x:_}' f'{x:+.2%}'
f"{'\n'}"
f'{x}}}'
f'%{x}%s'
