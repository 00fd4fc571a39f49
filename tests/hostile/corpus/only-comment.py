# nosec
