//! Object identifiers, each with the document that gives it.

use der::asn1::ObjectIdentifier;

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $dotted:literal;)*) => {
        $($(#[$doc])* pub const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($dotted);)*
    };
}

oids! {
    /// id-ecPublicKey, RFC 5480
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    /// secp256r1, RFC 5480
    CURVE_P256 = "1.2.840.10045.3.1.7";
    /// SM2 curve, GM/T 0006
    CURVE_SM2 = "1.2.156.10197.1.301";
    /// ecdsa-with-SHA256, RFC 5758
    ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    /// SM2 signature with SM3, GM/T 0006
    SM2_SM3 = "1.2.156.10197.1.501";
    /// SHA-256, RFC 5754
    SHA256 = "2.16.840.1.101.3.4.2.1";
    /// SM3, GM/T 0006
    SM3 = "1.2.156.10197.1.401";

    /// commonName, X.520
    COMMON_NAME = "2.5.4.3";
    /// organizationName, X.520
    ORGANIZATION = "2.5.4.10";
    /// organizationalUnitName, X.520
    UNIT = "2.5.4.11";
    /// title, X.520: the role of a person
    TITLE = "2.5.4.12";
    /// countryName, X.520
    COUNTRY = "2.5.4.6";
    /// userId, RFC 4519: the account of a person
    USER_ID = "0.9.2342.19200300.100.1.1";

    /// basicConstraints, RFC 5280
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// keyUsage, RFC 5280
    KEY_USAGE = "2.5.29.15";
    /// extKeyUsage, RFC 5280
    EXT_KEY_USAGE = "2.5.29.37";
    /// subjectKeyIdentifier, RFC 5280
    SUBJECT_KEY = "2.5.29.14";
    /// authorityKeyIdentifier, RFC 5280
    AUTHORITY_KEY = "2.5.29.35";
    /// cRLNumber, RFC 5280
    CRL_NUMBER = "2.5.29.20";
    /// reasonCode of a revocation, RFC 5280
    CRL_REASON = "2.5.29.21";
    /// invalidityDate of a revocation, RFC 5280
    INVALIDITY_DATE = "2.5.29.24";
    /// certificatePolicies, RFC 5280
    POLICIES = "2.5.29.32";
    /// id-kp-timeStamping, RFC 3161
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    /// id-kp-emailProtection, RFC 5280: what `openssl cms -verify` wants of a signer that names any purpose
    EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";

    /// id-data, RFC 5652
    DATA = "1.2.840.113549.1.7.1";
    /// id-signedData, RFC 5652
    SIGNED_DATA = "1.2.840.113549.1.7.2";
    /// SM2 signedData, GM/T 0010: read, never written
    SM2_SIGNED_DATA = "1.2.156.10197.6.1.4.2.2";
    /// SM2 data, GM/T 0010: read, never written
    SM2_DATA = "1.2.156.10197.6.1.4.2.1";
    /// id-ct-TSTInfo, RFC 3161
    TST_INFO = "1.2.840.113549.1.9.16.1.4";
    /// contentType, RFC 5652
    CONTENT_TYPE = "1.2.840.113549.1.9.3";
    /// messageDigest, RFC 5652
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    /// signingTime, RFC 5652
    SIGNING_TIME = "1.2.840.113549.1.9.5";
    /// countersignature, RFC 5652
    COUNTER_SIGNATURE = "1.2.840.113549.1.9.6";
    /// id-aa-signingCertificateV2, RFC 5035
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
    /// id-aa-signatureTimeStampToken, RFC 3161 appendix A
    SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14";
    /// id-aa-ets-certValues, RFC 5126
    CERT_VALUES = "1.2.840.113549.1.9.16.2.23";
    /// id-aa-ets-revocationValues, RFC 5126
    REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24";
    /// The envelope of [`crate::envelope`]. The arc 2.25 needs no registration; its number spells "Vena".
    ENVELOPE = "2.25.1449487969.1";
    /// What a security key answered: [`crate::cms::Assertion`].
    ASSERTION = "2.25.1449487969.3";
    /// What a pad captured: [`crate::cms::Handwriting`].
    HANDWRITING = "2.25.1449487969.4";
    /// Policy of time-stamps of the development authority.
    DEVELOPMENT_TIME_STAMP = "2.25.1449487969.2";
}
