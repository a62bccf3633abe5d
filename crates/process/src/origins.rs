//! What is behind the number of a unit: one donation, or the donations of a pool. Whoever asks the neighbours about a unit
//! asks here, so that a pool is never more than the worst of what is in it.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};
use vena_contracts::{collect::DonationFacts, lab::Verdict};
use vena_kernel::{abo::BloodGroup, donation_number::DonationNumber, say, text::Text};
use vena_platform::{db::Tx, fault::Fault};

use crate::{Ports, pools};

/// The donations behind numbers, and what the neighbours say about them.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// The donations of those numbers that are pools.
    members: HashMap<DonationNumber, Vec<DonationNumber>>,
    facts: HashMap<DonationNumber, DonationFacts>,
    verdicts: HashMap<DonationNumber, Verdict>,
}

impl Origins {
    /// What collect knows of the donations behind `numbers`; nothing of the laboratory.
    pub(crate) async fn donated(tx: &mut Tx, ports: &Ports, numbers: &[DonationNumber]) -> Result<Self, Fault> {
        let members = pools::db::members_of(tx, numbers).await?;
        let origins = Self { members, ..Self::default() };
        let facts = ports.donations.all_facts(tx, &origins.all(numbers)).await?;
        Ok(Self { facts, ..origins })
    }

    /// What collect and the laboratory know of the donations behind `numbers`.
    pub(crate) async fn of(tx: &mut Tx, ports: &Ports, numbers: &[DonationNumber]) -> Result<Self, Fault> {
        let origins = Self::donated(tx, ports, numbers).await?;
        let verdicts = ports.verdicts.verdicts(tx, &origins.all(numbers)).await?;
        Ok(Self { verdicts, ..origins })
    }

    /// The donations behind all of `numbers`, each once.
    fn all(&self, numbers: &[DonationNumber]) -> Vec<DonationNumber> {
        let behind = numbers.iter().flat_map(|number| self.behind(number));
        behind.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The donations behind a number: itself, unless it is a pool's.
    pub(crate) fn behind(&self, number: &DonationNumber) -> Vec<DonationNumber> {
        self.members.get(number).cloned().unwrap_or_else(|| vec![*number])
    }

    /// What collect knows of each donation behind a number; `None` for one of which there is no record.
    pub(crate) fn donations(&self, number: &DonationNumber) -> Vec<Option<&DonationFacts>> {
        self.behind(number).iter().map(|one| self.facts.get(one)).collect()
    }

    /// What the laboratory says about everything that is behind a number.
    pub(crate) fn verdict(&self, number: &DonationNumber) -> Verdict {
        let said: Vec<(DonationNumber, Option<&Verdict>)> =
            self.behind(number).into_iter().map(|one| (one, self.verdicts.get(&one))).collect();
        together(&said)
    }
}

/// The verdict on blood of several donations: rejected when one is, qualified only when all are and of one group.
pub(crate) fn together(said: &[(DonationNumber, Option<&Verdict>)]) -> Verdict {
    if let [(_, Some(verdict))] = said {
        return (*verdict).clone();
    }
    if said.iter().any(|(_, verdict)| matches!(verdict, Some(Verdict::Rejected))) {
        return Verdict::Rejected;
    }
    let qualified: Option<Vec<(BloodGroup, &str)>> = said
        .iter()
        .map(|(_, verdict)| match verdict {
            Some(Verdict::Qualified { group, evidence }) => Some((*group, evidence.as_str())),
            _ => None,
        })
        .collect();
    let Some(qualified) = qualified.filter(|all| !all.is_empty()) else {
        return Verdict::Incomplete { missing: said.iter().flat_map(|(number, one)| lacking(*number, *one)).collect() };
    };
    let (groups, evidence): (BTreeSet<_>, Vec<&str>) = qualified.into_iter().unzip();
    match groups.into_iter().collect::<Vec<_>>()[..] {
        [group] => Verdict::Qualified { group, evidence: digest(&evidence) },
        _ => Verdict::Incomplete { missing: vec![say!("各份血型不一致", "the groups of its parts differ")] },
    }
}

fn lacking(number: DonationNumber, verdict: Option<&Verdict>) -> Vec<Text> {
    let of = |text: &Text| {
        let (zh, en) = (&text.zh, &text.en);
        say!("{number}：{zh}", "{number}: {en}")
    };
    match verdict {
        Some(Verdict::Incomplete { missing }) => missing.iter().map(of).collect(),
        Some(_) => Vec::new(),
        None => vec![say!("{number}：检验科没有记录", "{number}: unknown to the laboratory")],
    }
}

/// SHA-256, hexadecimal, over the evidence of each donation, in the order of their numbers.
fn digest(evidence: &[&str]) -> String {
    Sha256::digest(evidence.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn verdict(word: &str) -> Option<Verdict> {
        match word {
            "unknown" => None,
            "rejected" => Some(Verdict::Rejected),
            "open" => Some(Verdict::Incomplete { missing: Vec::new() }),
            "no-nat" => Some(Verdict::Incomplete { missing: vec![Text::new("缺 NAT", "no NAT")] }),
            group => Some(Verdict::Qualified { group: group.parse().expect("a group"), evidence: group.to_owned() }),
        }
    }

    fn outcome(words: &str) -> String {
        let said: Vec<Option<Verdict>> = words.split_whitespace().map(verdict).collect();
        let number = |index: usize| format!("0160226{:06}", index + 1).parse().expect("a number");
        let said: Vec<_> = said.iter().enumerate().map(|(index, one)| (number(index), one.as_ref())).collect();
        match together(&said) {
            Verdict::Qualified { group, .. } => group.to_string(),
            Verdict::Rejected => "rejected".to_owned(),
            Verdict::Incomplete { missing } => format!("incomplete {}", missing.len()),
        }
    }

    #[test]
    fn a_pool_is_the_worst_of_what_is_in_it() {
        let table = "
            donations                 | together
            O+                        | O+
            no-nat                    | incomplete 1
            rejected                  | rejected
            unknown                   | incomplete 1
            O+ O+ O+                  | O+
            O+ O+ A+                  | incomplete 1     -- groups differ
            O+ O-                     | incomplete 1     -- RhD too
            O+ rejected O+            | rejected
            no-nat rejected           | rejected         -- what is rejected is so at once
            O+ no-nat unknown         | incomplete 2
            O+ open                   | incomplete 0     -- though nothing is said to be missing
        ";
        for row in rows(table).into_iter().skip(1) {
            assert_eq!(outcome(row[0]), row[1], "{row:?}");
        }
        assert_eq!(outcome(""), "incomplete 0", "nothing at all is not in order");
    }

    #[test]
    fn the_evidence_of_a_pool_changes_with_that_of_any_donation_and_the_one_of_a_donation_is_its_own() {
        let of = |evidence: &[&str]| {
            let group = "O+".parse().expect("a group");
            let all: Vec<Verdict> =
                evidence.iter().map(|one| Verdict::Qualified { group, evidence: (*one).to_owned() }).collect();
            let number = "0160226000001".parse().expect("a number");
            match together(&all.iter().map(|one| (number, Some(one))).collect::<Vec<_>>()) {
                Verdict::Qualified { evidence, .. } => evidence,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(of(&["a"]), "a");
        assert_ne!(of(&["a", "b"]), of(&["a", "c"]));
        assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
    }
}
