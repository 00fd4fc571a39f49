try: pass
except (A, B) as e: pass
except A as b: pass
except A.b: pass
except A if b else c: d
except (yield_): c
except: pass
else: pass
finally: pass
try: pass
except* (A, B) as e: pass
except* A: pass
try: pass
except *A: pass
try:
    a
finally:
    b
