"""Outside judges of our signatures; README.md says who and what."""

import datetime
import pathlib
import subprocess
import sys
import tempfile

import gmssl.sm2
import gmssl_pyx
from asn1crypto import cms, crl, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.pdf_utils import generic
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

ROOT = pathlib.Path(__file__).resolve().parents[2]
failed = []


def ask(question, answer):
    print(("yes" if answer else "NO ").ljust(4), question)
    if not answer:
        failed.append(question)


def exchange(*arguments):
    line = ["cargo", "run", "--quiet", "-p", "vena-sign", "--example", "exchange", "--", *map(str, arguments)]
    return subprocess.run(line, cwd=ROOT).returncode == 0


def paper(folder):
    """A PDF by yet another writer."""
    writer = PdfFileWriter()
    font = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Font"),
        generic.pdf_name("/Subtype"): generic.pdf_name("/Type1"),
        generic.pdf_name("/BaseFont"): generic.pdf_name("/Helvetica"),
    })
    fonts = generic.DictionaryObject({generic.pdf_name("/F1"): writer.add_object(font)})
    resources = generic.DictionaryObject({generic.pdf_name("/Font"): fonts})
    stream = generic.StreamObject(stream_data=b"BT /F1 14 Tf 72 720 Td (Transport slip 202604100) Tj ET")
    page = PageObject(contents=writer.add_object(stream), media_box=(0, 0, 595, 842), resources=resources)
    writer.insert_page(page)
    with open(folder / "paper.pdf", "wb") as out:
        writer.write(out)


def holds(point, message, signature):
    try:
        return gmssl_pyx.sm2_verify(point, message, signature)
    except gmssl_pyx.GmsslInnerError:
        return False


def point_of(certificate):
    return certificate.public_key["public_key"].native[1:]


def sm2(folder):
    read = lambda name: (folder / name).read_bytes()
    slip, point, signature = read("slip"), read("sm2-point"), read("sm2-slip.sig")
    ask("GmSSL has the same SM3", gmssl_pyx.sm3_hash(slip) == read("slip.sm3"))
    ask("GmSSL accepts our SM2 signature", holds(point, slip, signature))
    ask("GmSSL refuses it for other bytes", not holds(point, slip + b".", signature))
    plain = gmssl.sm2.CryptSM2(private_key="", public_key=point.hex(), asn1=True)
    # That library cuts leading digits 0 and 4 off a key that begins with 04.
    if not point.hex().startswith("04"):
        ask("gmssl accepts our SM2 signature", plain.verify_with_sm3(signature.hex(), slip))
    certificates = {name: x509.Certificate.load(read(f"sm2-{name}.der")) for name in ("root", "ca", "person")}
    for name, issuer in (("root", "root"), ("ca", "root"), ("person", "ca")):
        one = certificates[name]
        signed = holds(point_of(certificates[issuer]), one["tbs_certificate"].dump(), one["signature_value"].native)
        ask(f"GmSSL accepts the signature on our SM2 certificate: {name}", signed)
    for name in ("root", "ca"):
        one = crl.CertificateList.load(read(f"sm2-{name}.crl"))
        signed = holds(point_of(certificates[name]), one["tbs_cert_list"].dump(), one["signature"].native)
        ask(f"GmSSL accepts the signature on our SM2 revocation list: {name}", signed)
    message(read, slip, point)
    sm2_pdf(folder, point)
    theirs(folder, slip)


def message(read, slip, point):
    """Another reader of CMS takes our message apart; GmSSL checks the parts."""
    signed = cms.ContentInfo.load(read("sm2-slip.p7s"), strict=True)["content"]
    signer = signed["signer_infos"][0]
    attributes = signer["signed_attrs"].untag()
    ask("asn1crypto reads our SM2 message", signed["version"].native == "v1" and len(signed["signer_infos"]) == 1)
    ask("GmSSL accepts the signature in our SM2 message", holds(point, attributes.dump(), signer["signature"].native))
    digest = next(one["values"][0].native for one in signer["signed_attrs"] if one["type"].native == "message_digest")
    ask("the digest in it is that of the document", digest == gmssl_pyx.sm3_hash(slip))
    token = next(one["values"][0] for one in signer["unsigned_attrs"] if one["type"].native == "signature_time_stamp_token")
    info = token["content"]["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]["hashed_message"].native
    ask("the time-stamp in it is over the signature", imprint == gmssl_pyx.sm3_hash(signer["signature"].native))
    stamper = token["content"]["signer_infos"][0]
    known = [one.chosen for one in token["content"]["certificates"]]
    tsa = next(one for one in known if one.serial_number == stamper["sid"].chosen["serial_number"].native)
    good = holds(point_of(tsa), stamper["signed_attrs"].untag().dump(), stamper["signature"].native)
    ask("GmSSL accepts the signature of the time-stamp", good)


def sm2_pdf(folder, point):
    """pyHanko finds the signature in the file, asn1crypto takes it apart, GmSSL checks the parts."""
    with open(folder / "sm2-signed.pdf", "rb") as file:
        whole = file.read()
        found = PdfFileReader(file).embedded_signatures[0]
        numbers = [int(number) for number in found.byte_range]
        content = bytes(found.pkcs7_content)
    first, second = numbers[:2], numbers[2:]
    covered = b"".join(whole[start:start + length] for start, length in (first, second))
    ask("pyHanko: our SM2 signature covers everything but itself", sum(second) == len(whole) and first[0] == 0)
    signer = cms.ContentInfo.load(content)["content"]["signer_infos"][0]
    attributes = signer["signed_attrs"]
    digest = next(one["values"][0].native for one in attributes if one["type"].native == "message_digest")
    ask("GmSSL: the digest in our SM2 PDF is that of the covered bytes", digest == gmssl_pyx.sm3_hash(covered))
    signed, signature = attributes.untag().dump(), signer["signature"].native
    ask("GmSSL accepts the signature in our SM2 PDF", holds(point, signed, signature))
    ask("GmSSL refuses it for other attributes", not holds(point, signed[:-1] + bytes([signed[-1] ^ 1]), signature))


def theirs(folder, slip):
    public, private = gmssl_pyx.sm2_key_generate()
    (folder / "gmssl-pyx.point").write_bytes(public)
    (folder / "gmssl-pyx.sig").write_bytes(gmssl_pyx.sm2_sign(private, public, slip))
    while True:
        public, private = gmssl_pyx.sm2_key_generate()
        if not public.hex().startswith("04"):
            break
    plain = gmssl.sm2.CryptSM2(private_key=private.hex(), public_key=public.hex(), asn1=True)
    (folder / "gmssl.point").write_bytes(public)
    (folder / "gmssl.sig").write_bytes(bytes.fromhex(plain.sign_with_sm3(slip)))
    ask("we accept the SM2 signatures of GmSSL and gmssl", exchange("read", folder))


def pdfs(folder, now):
    root = x509.Certificate.load((folder / "p256-root.der").read_bytes())
    lists = [(folder / f"p256-{name}.crl").read_bytes() for name in ("ca", "root")]
    context = lambda: ValidationContext(trust_roots=[root], crls=lists, moment=now, revocation_mode="hard-fail")
    with open(folder / "p256-signed.pdf", "rb") as file:
        signature = PdfFileReader(file).embedded_signatures[0]
        status = validate_pdf_signature(signature, context(), context())
        print(status.summary())
        ask("pyHanko: our signature is valid and intact", status.valid and status.intact)
        ask("pyHanko: it is trusted up to our root", status.trusted)
        ask("pyHanko: it covers the entire file", status.coverage.name == "ENTIRE_FILE")
        ask("pyHanko: its time-stamp holds", status.timestamp_validity.valid and status.timestamp_validity.trusted)
        ask("pyHanko: the bottom line", status.bottom_line)
    with open(folder / "p256-archived.pdf", "rb") as file:
        reader = PdfFileReader(file)
        status = validate_pdf_signature(reader.embedded_regular_signatures[0], context(), context())
        ask("pyHanko: archived, the signature still holds", status.bottom_line)
        stamp = validate_pdf_timestamp(reader.embedded_timestamp_signatures[0], context())
        ask("pyHanko: the time-stamp over the document holds", stamp.valid and stamp.trusted)
        ask("pyHanko: and covers the entire file", stamp.coverage.name == "ENTIRE_FILE")
    damaged = bytearray((folder / "p256-signed.pdf").read_bytes())
    damaged[damaged.index(b"202604100")] ^= 1
    (folder / "damaged.pdf").write_bytes(damaged)
    with open(folder / "damaged.pdf", "rb") as file:
        status = validate_pdf_signature(PdfFileReader(file).embedded_signatures[0], context())
        ask("pyHanko: refuses one changed byte", not status.intact)


def main():
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        paper(folder)
        if not exchange("write", folder, now.isoformat().replace("+00:00", "Z")):
            sys.exit("the example does not run")
        sm2(folder)
        pdfs(folder, now + datetime.timedelta(seconds=60))
    print(f"{len(failed)} of the questions failed" if failed else "every question was answered with yes")
    sys.exit(1 if failed else 0)


main()
