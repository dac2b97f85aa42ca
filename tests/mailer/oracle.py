"""Reads a mail with Python's email package and compares it with what was put into it.

usage: oracle.py DIR   with message.eml and, in UTF-8, the files named in EXPECTED
Exit code 0: the same. Differences are printed.
"""
import email
import email.header
import email.policy
import email.utils
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
raw = (folder / "message.eml").read_bytes()
message = email.message_from_bytes(raw, policy=email.policy.SMTP)


def mailbox(field):
    """The older parser: the newer one puts blanks between the encoded words of a long name."""
    value = email.message_from_bytes(raw)[field].replace("\r\n", "")
    name, address = email.utils.parseaddr(value)
    return str(email.header.make_header(email.header.decode_header(name))), address


def text_of(subtype):
    part = message.get_body((subtype,))
    return part.get_content().replace("\r\n", "\n")


EXPECTED = {
    "subject": lambda: message["Subject"],
    "from_name": lambda: mailbox("From")[0],
    "from_address": lambda: mailbox("From")[1],
    "to_name": lambda: mailbox("To")[0],
    "to_address": lambda: mailbox("To")[1],
    "message_id": lambda: message["Message-ID"].strip("<>"),
    "text": lambda: text_of("plain"),
    "html": lambda: text_of("html"),
}

failures = []
for name, read in EXPECTED.items():
    expected = (folder / name).read_bytes().decode("utf-8")
    actual = read()
    if actual != expected:
        failures.append(f"{name}: {actual!r} instead of {expected!r}")
for part in message.walk():
    failures += [f"{part.get_content_type()}: {defect!r}" for defect in part.defects]
    failures += [f"{name}: {value.defects}" for name, value in part.items() if value.defects]
if message.get_content_type() != "multipart/alternative" or len(list(message.iter_parts())) != 2:
    failures.append("not two alternatives")
print("\n".join(failures))
sys.exit(1 if failures else 0)
