//! Vectors of the standards.

use super::{Digest, Profile, PublicKey, SecretKey};
use crate::{Fault, wire::hex};

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
    let all: Vec<u8> = (0..text.len()).step_by(2).map(byte).collect();
    all.try_into().expect("the right length")
}

#[test]
fn sm3_and_sha256_of_abc() {
    let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hex(&Digest::Sm3.of(b"abc")), sm3);
    assert_eq!(hex(&Digest::Sha256.of_parts(&[b"a", b"bc"])), sha256);
}

/// GB/T 32918.5-2017 appendix A: key, Z, e, r and s of the message "message digest".
#[test]
fn sm2_follows_the_example_of_its_standard() {
    let secret = bytes("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
    let key = SecretKey::from_scalar(Profile::Sm2, &secret).expect("a key");
    let x = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
    let y = "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    assert_eq!(hex(key.public_key().point()), format!("04{x}{y}"));
    let e = key.public_key().prehash(b"message digest").expect("a digest");
    assert_eq!(hex(&e), "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");
    let r_s: [u8; 64] = bytes(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
         b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
    );
    let signature = Profile::Sm2.algorithms().wrap(&r_s).expect("a signature");
    assert_eq!(key.public_key().verify(b"message digest", &signature), Ok(()));
    assert_eq!(key.public_key().verify(b"message digesT", &signature), Err(Fault::BadSignature));
}

/// RFC 6979 appendix A.2.5: P-256 with SHA-256, message "sample".
#[test]
fn p256_follows_the_example_of_rfc_6979() {
    let secret = bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let key = SecretKey::from_scalar(Profile::P256, &secret).expect("a key");
    let prehash = key.public_key().prehash(b"sample").expect("a digest");
    let signature = key.sign_prehash(&prehash).expect("a signature");
    let fixed = Profile::P256.algorithms().unwrap(&signature).expect("r and s");
    let r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
    let s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    assert_eq!(hex(&fixed), format!("{r}{s}"));
    assert_eq!(key.public_key().verify(b"sample", &signature), Ok(()));
}

#[test]
fn whoever_signs_is_known_by_the_public_key() {
    for profile in Profile::ALL {
        let (key, other) = (SecretKey::generate(profile).expect("a key"), SecretKey::generate(profile).expect("a key"));
        let signature = key.sign("调配单 42".as_bytes()).expect("a signature");
        let prehash = key.public_key().prehash("调配单 42".as_bytes()).expect("a digest");
        let derived = [0, 1].map(|_| key.sign_prehash(&prehash).expect("a signature"));
        assert_eq!(derived[0], derived[1], "derived nonces");
        assert_eq!(key.public_key().verify("调配单 42".as_bytes(), &derived[0]), Ok(()));
        let read = PublicKey::from_der(&key.public_key().to_der().expect("DER")).expect("a key");
        assert_eq!(&read, key.public_key());
        assert_eq!(read.verify("调配单 42".as_bytes(), &signature), Ok(()));
        assert_eq!(read.verify("调配单 43".as_bytes(), &signature), Err(Fault::BadSignature));
        assert_eq!(other.public_key().verify("调配单 42".as_bytes(), &signature), Err(Fault::BadSignature));
        for at in 0..signature.len() {
            let mut flipped = signature.clone();
            flipped[at] ^= 1;
            assert_eq!(read.verify("调配单 42".as_bytes(), &flipped), Err(Fault::BadSignature), "byte {at}");
        }
    }
}

#[test]
fn keys_that_are_none_are_refused() {
    for profile in Profile::ALL {
        assert_eq!(SecretKey::from_scalar(profile, &[0; 32]).expect_err("zero"), Fault::BadKey);
        assert_eq!(SecretKey::from_scalar(profile, &[0xff; 32]).expect_err("beyond the order"), Fault::BadKey);
        let mut point = *SecretKey::generate(profile).expect("a key").public_key().point();
        point[64] ^= 1;
        assert_eq!(PublicKey::new(profile, &point), Err(Fault::BadKey));
        assert_eq!(PublicKey::new(profile, &point[..33]), Err(Fault::BadKey));
    }
}

#[test]
fn a_key_file_opens_with_its_pin_only() {
    for profile in Profile::ALL {
        let key = SecretKey::generate(profile).expect("a key");
        let pem = key.to_pem("246810").expect("a file");
        let open = |pin| SecretKey::from_pem(profile, &pem, Some(pin));
        assert_eq!(open("246810").expect("the key").public_key(), key.public_key());
        assert!(matches!(open("246811").expect_err("wrong"), Fault::PinRefused));
    }
}
