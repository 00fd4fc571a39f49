1, 1.5, 1e10, 1j, 1.5j, 0xff, 0o17, 0b11, 1_000, 1., .5, 1.e5, 0, 00, 1E5, 0XFF, 1_0.0_1, 1e-5, 1J
1 .real
1..real
1.5.real
...
True, False, None
