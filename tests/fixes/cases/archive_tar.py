# rule: S202
import tarfile


def unpack(upload, folder):
    with tarfile.open(fileobj=upload) as archive:
        archive.extractall(folder)


# --- proof
def archive(name):
    import io
    import tarfile

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        member = tarfile.TarInfo(name)
        member.size = 5
        made.addfile(member, io.BytesIO(b"hello"))
    packed.seek(0)
    return packed


def benign(program):
    program.unpack(archive("notes/one.txt"), "out")
    return open("out/notes/one.txt").read()


def exploit(program):
    # What newer Pythons do by themselves is taken away, so that the program is seen as it is on others.
    import tarfile

    tarfile.TarFile.extraction_filter = staticmethod(tarfile.fully_trusted_filter)
    os.mkdir("out")
    program.unpack(archive("../escaped.txt"), "out")
    return os.path.exists("escaped.txt")
