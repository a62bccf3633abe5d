//! What a new file must hold.

use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    refusal::Refusal,
    say, zone,
};

use super::words::{Document, Phone};

/// A registration as it was typed.
#[derive(Debug)]
pub(crate) struct Typed<'a> {
    /// The document.
    pub(crate) document: Document,
    /// The name.
    pub(crate) name: &'a str,
    /// The phone.
    pub(crate) phone: &'a str,
    /// The birthday, when typed.
    pub(crate) born_on: Option<Day>,
    /// The sex, when typed.
    pub(crate) sex: Option<Sex>,
}

/// A registration that may be kept.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The document.
    pub(crate) document: Document,
    /// The name, without spaces around and double spaces inside.
    pub(crate) name: String,
    /// The phone.
    pub(crate) phone: Phone,
    /// The birthday.
    pub(crate) born_on: Day,
    /// The sex.
    pub(crate) sex: Sex,
}

/// A field that may not be kept as it is, and why.
pub(crate) type Wrong = (&'static str, Refusal);

/// Checks every field; `now` bounds the birthday.
pub(crate) fn check(typed: Typed<'_>, now: Instant) -> Result<Checked, Wrong> {
    let name = name(typed.name)?;
    let phone = Phone::read(typed.phone).map_err(|refusal| ("phone", refusal))?;
    let (born_on, sex) = match typed.document.says() {
        Some((born_on, sex)) => {
            agrees("born_on", typed.born_on, born_on)?;
            agrees("sex", typed.sex, sex)?;
            (born_on, sex)
        }
        None => (given("born_on", typed.born_on)?, given("sex", typed.sex)?),
    };
    if born_on > now.day_in(&zone::china()) {
        let reason = say!("出生日期在未来", "the birthday lies ahead");
        return Err(("born_on", Refusal::new("donor.born-ahead", reason)));
    }
    Ok(Checked { document: typed.document, name, phone, born_on, sex })
}

/// A name without spaces around and double spaces inside.
pub(crate) fn name(typed: &str) -> Result<String, Wrong> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = name.chars().any(char::is_alphabetic) && !name.chars().any(|c| c.is_control() || c.is_numeric());
    if letters {
        return Ok(name);
    }
    let reason =
        say!("姓名应由文字组成，不含数字和控制字符", "a name has letters, no digits and no control characters");
    Err(("name", Refusal::new("donor.name", reason)))
}

fn agrees<T: PartialEq>(field: &'static str, typed: Option<T>, says: T) -> Result<(), Wrong> {
    if typed.is_none_or(|typed| typed == says) {
        return Ok(());
    }
    let reason = say!("填写的内容与身份号码不一致", "this contradicts what the identity number says");
    Err((field, Refusal::new("donor.contradicts-document", reason)))
}

fn given<T>(field: &'static str, typed: Option<T>) -> Result<T, Wrong> {
    typed.ok_or_else(|| {
        let reason = say!("证件号码不含此项，请填写", "the number of this document does not say this, fill it in");
        (field, Refusal::new("donor.needed-with-passport", reason))
    })
}
