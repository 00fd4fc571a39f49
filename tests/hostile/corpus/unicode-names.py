def ｅｖａｌ_(x): return x
ℯval = eval
ｅｖａｌ("1")
имя = eval(input())
𝓮𝔁𝓮𝓬(input())
