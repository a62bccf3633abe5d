use proptest::prelude::*;

use super::*;
use crate::table::{check, verdicts};

#[test]
fn spellings_of_a_complete_group() {
    verdicts::<BloodGroup>(
        "
        O+  | O+
        O+  | o +
        O+  | Ｏ＋
        AB- | AB型RhD阴性
        AB- | AB型 Rh(D)阴性
        AB- | AB型（RhD阴性）
        A+  | A Rh(D)阳性
        A+  | A型，Rh(D)阳性
        A+  | A 型 Rh 阳性
        B-  | B-
        B-  | B−
        B-  | B RhD neg
        B-  | B/D-
        O+  | O Positive
        O-  | O型RhD(-)
        O-  | O型RH:阴性
        AB+ | AB POS
        # RhD is never assumed
        refused blood-group.rhd-missing | O
        refused blood-group.rhd-missing | O型
        refused blood-group.rhd-missing | AB 型
        # neither a zero for a letter nor a text that goes on
        refused blood-group.spelling | 0+
        refused blood-group.spelling | O++
        refused blood-group.spelling | O型,
        refused blood-group.spelling | O型RhD未查
        refused blood-group.spelling | C+
        refused blood-group.spelling | +
        refused blood-group.spelling | ABO
        refused blood-group.spelling | <EMPTY>
        ",
    );
}

#[test]
fn spellings_of_one_half() {
    verdicts::<Abo>(
        "
        O | O
        O | O型
        AB | ab型
        refused abo.spelling | O+
        refused abo.spelling | 0型
        refused abo.spelling | 型
        ",
    );
    verdicts::<Rhd>(
        "
        + | +
        + | 阳性
        - | RhD阴性
        - | Rh(D)-
        + | d+
        refused rhd.spelling | 不详
        refused rhd.spelling | RhD
        refused rhd.spelling | <EMPTY>
        ",
    );
}

#[test]
fn national_value_domains() {
    check(
        "A | 1\nB | 2\nO | 3\nAB | 4\nrefused abo.national-code | 5\nrefused abo.national-code | 0\nrefused abo.national-code | 9",
        |code| crate::table::verdict(Abo::from_national_code(code)),
    );
    check(
        "- | 1\n+ | 2\nrefused rhd.national-code | 3\nrefused rhd.national-code | 4\nrefused rhd.national-code | 0",
        |code| crate::table::verdict(Rhd::from_national_code(code)),
    );
}

#[test]
fn isbt_codes() {
    let shown = |code: GroupCode| match code {
        GroupCode::Group { group, intended_use } => format!("{group} {intended_use:?}"),
        other => format!("{other:?}"),
    };
    check(
        "
        O- NotSpecified | 95
        O+ NotSpecified | 51
        A- NotSpecified | 06
        A+ NotSpecified | 62
        B- NotSpecified | 17
        B+ NotSpecified | 73
        AB- NotSpecified | 28
        AB+ NotSpecified | 84
        AboOnly { abo: O } | 55
        AboOnly { abo: A } | 66
        AboOnly { abo: B } | 77
        AboOnly { abo: AB } | 88
        # offsets of the intended use and the first codes beyond them
        A- AutologousOnly | 08
        A- DirectedOnly | 02
        A- AutologousBiohazard | 09
        O+ DirectedOnly | 47
        O+ EmergencyOnly | 48
        O+ AutologousBiohazard | 54
        A+ DirectedOnly | 58
        A+ DirectedBiohazard | 60
        A+ DirectedCrossover | 61
        A+ AutologousCrossover | 63
        A+ AutologousBiohazard | 65
        nothing | 01
        nothing | 10
        nothing | 46
        nothing | 56
        nothing | 99
        # labels, pools, rare phenotypes
        Special { label: NoInformation } | 00
        Special { label: Quarantine } | Mq
        Special { label: Biohazard } | Mb
        Special { label: NotForTransfusion } | Mx
        PooledRhd { abo: O } | D0
        PooledRhd { abo: AB } | C0
        PooledAbo { rhd: Some(+) } | E0
        PooledAbo { rhd: Some(-) } | F0
        PooledAbo { rhd: None } | H0
        RareH { para: false, rhd: - } | G6
        RareH { para: false, rhd: + } | H6
        RareH { para: true, rhd: - } | D6
        RareH { para: true, rhd: + } | E9
        nothing | G1
        nothing | MQ
        nothing | Z0
        nothing | 5
        nothing | 血
        ",
        |gg| read_gg(gg).map_or("nothing".into(), shown),
    );
}

#[test]
fn groups_travel_as_short_text() {
    for group in BloodGroup::ALL {
        let json = serde_json::to_string(&group).expect("json");
        assert_eq!(json, format!("\"{group}\""));
        assert_eq!(serde_json::from_str::<BloodGroup>(&json).expect("a group"), group);
        assert_eq!(group.label_zh().parse(), Ok(group));
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_readers_panic(text in any::<String>()) {
        let _ = (text.parse::<BloodGroup>(), text.parse::<Abo>(), text.parse::<Rhd>(), read_gg(&text));
    }
}
