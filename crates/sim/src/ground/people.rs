//! Who signs in.

use vena_kernel::{
    id::{OrgId, SiteId, UserId},
    text::Text,
};
use vena_platform::app::DemoAccount;

use super::{
    HOSPITALS, HOUSES, PASSWORD, VEHICLES, hospital_code, id,
    places::{org_id, site_id},
};
use crate::names::person;

/// An account of the city.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) user_id: UserId,
    pub(super) org_id: OrgId,
    pub(super) site_id: SiteId,
    pub(super) username: String,
    pub(super) display_name: String,
    pub(super) role: &'static str,
}

/// A working place of the station: sign-in name, role, site.
type Post = (&'static str, &'static str, &'static str);

/// Who works inside the station.
const STATION: [Post; 18] = [
    ("admin", "admin", "OFFICE"),
    ("tester", "lab_tester", "LAB"),
    ("tester2", "lab_tester", "LAB"),
    ("checker", "lab_checker", "LAB"),
    ("labhead", "lab_head", "LAB"),
    ("technician", "technician", "HALL"),
    ("technician2", "technician", "HALL"),
    ("release1", "release_officer", "QUARANTINE"),
    ("release2", "release_officer", "QUARANTINE"),
    ("storekeeper", "storekeeper", "COLD-2-6"),
    ("storekeeper2", "storekeeper", "COLD-18"),
    ("issuer", "issuer", "COUNTER"),
    ("issuer2", "issuer", "COUNTER"),
    ("driver", "driver", "GARAGE"),
    ("driver2", "driver", "GARAGE"),
    ("driver3", "driver", "GARAGE"),
    ("quality", "quality", "OFFICE"),
    ("quality2", "quality", "OFFICE"),
];

/// Sign-in names inside the station, for those who play it.
pub(crate) struct StationPeople;

impl StationPeople {
    /// Registers donors at house or vehicle `index`.
    pub(crate) fn registrar(index: usize) -> String {
        if index == 0 { "registrar".to_owned() } else { format!("registrar{:02}", index + 1) }
    }

    /// Collects blood at house or vehicle `index`.
    pub(crate) fn collector(index: usize) -> String {
        if index == 0 { "collector".to_owned() } else { format!("collector{:02}", index + 1) }
    }

    /// Decides who may give at house or vehicle `index`.
    pub(crate) fn physician(index: usize) -> String {
        if index == 0 { "doctor".to_owned() } else { format!("doctor{:02}", index + 1) }
    }
}

/// Sign-in names of a hospital.
pub(crate) struct HospitalPeople;

impl HospitalPeople {
    /// Its blood bank.
    pub(crate) fn technician(index: usize) -> String {
        format!("{}.bank", hospital_code(index).to_lowercase())
    }

    /// A second person of its blood bank.
    pub(crate) fn technician2(index: usize) -> String {
        format!("{}.bank2", hospital_code(index).to_lowercase())
    }

    /// Its physician.
    pub(crate) fn physician(index: usize) -> String {
        format!("{}.doctor", hospital_code(index).to_lowercase())
    }

    /// Its nurse.
    pub(crate) fn nurse(index: usize) -> String {
        format!("{}.nurse", hospital_code(index).to_lowercase())
    }

    /// A second nurse: transfusing takes two.
    pub(crate) fn nurse2(index: usize) -> String {
        format!("{}.nurse2", hospital_code(index).to_lowercase())
    }
}

/// The site code of collecting place `index`: houses first, then vehicles.
pub(crate) fn collecting_site(index: usize) -> String {
    if index < HOUSES { format!("HOUSE-{:02}", index + 1) } else { format!("VEHICLE-{:02}", index + 1 - HOUSES) }
}

/// Every account of the city.
pub(super) fn accounts() -> Vec<Account> {
    let mut list = Vec::new();
    let mut add = |org: &str, site: &str, username: String, role: &'static str| {
        list.push(Account {
            user_id: UserId::from_uuid(id(&format!("user/{username}"))),
            org_id: org_id(org),
            site_id: site_id(site),
            display_name: person(list.len()),
            username,
            role,
        });
    };
    for (username, role, site) in STATION {
        add("STATION", site, username.to_owned(), role);
    }
    for index in 0..HOUSES + VEHICLES {
        add("STATION", &collecting_site(index), StationPeople::registrar(index), "registrar");
        add("STATION", &collecting_site(index), StationPeople::collector(index), "collector");
    }
    add("COMMISSION", "COMMISSION-OFFICE", "supervisor".to_owned(), "supervisor");
    for index in 0..HOSPITALS {
        let code = hospital_code(index);
        let (bank, ward) = (format!("{code}-BANK"), format!("{code}-WARD"));
        add(&code, &bank, HospitalPeople::technician(index), "transfusion_technician");
        add(&code, &bank, HospitalPeople::technician2(index), "transfusion_technician");
        add(&code, &ward, HospitalPeople::physician(index), "physician");
        add(&code, &ward, HospitalPeople::nurse(index), "nurse");
        add(&code, &ward, HospitalPeople::nurse2(index), "nurse");
    }
    add("STATION", "OFFICE", "donorcare".to_owned(), "donor_care");
    for index in 0..HOUSES + VEHICLES {
        add("STATION", &collecting_site(index), StationPeople::physician(index), "collection_physician");
    }
    add("STATION", "OFFICE", "donorcare2".to_owned(), "donor_care");
    list.push(pad());
    list.push(kiosk());
    list.push(devices());
    list.extend((0..VEHICLES).map(vehicle));
    list
}

/// The tablet on the table of the first house.
fn pad() -> Account {
    Account {
        user_id: UserId::from_uuid(id("user/pad")),
        org_id: org_id("STATION"),
        site_id: site_id(&collecting_site(0)),
        display_name: "1 号签名板".to_owned(),
        username: "pad".to_owned(),
        role: "pad",
    }
}

/// The kiosk at the door of the first house.
fn kiosk() -> Account {
    Account {
        user_id: UserId::from_uuid(id("user/kiosk")),
        org_id: org_id("STATION"),
        site_id: site_id(&collecting_site(0)),
        display_name: "1 号自助终端".to_owned(),
        username: "kiosk".to_owned(),
        role: "kiosk",
    }
}

/// The machine of donation vehicle `index`.
fn vehicle(index: usize) -> Account {
    let username = format!("vehicle{:02}", index + 1);
    Account {
        user_id: UserId::from_uuid(id(&format!("user/{username}"))),
        org_id: org_id("STATION"),
        site_id: site_id(&collecting_site(HOUSES + index)),
        display_name: format!("献血车 {} 号车载机", index + 1),
        username,
        role: "vehicle",
    }
}

/// The agent of the instruments of the first house.
fn devices() -> Account {
    Account {
        user_id: UserId::from_uuid(id("user/devices")),
        org_id: org_id("STATION"),
        site_id: site_id(&collecting_site(0)),
        display_name: "1 号设备代理".to_owned(),
        username: "devices".to_owned(),
        role: "device",
    }
}

/// The accounts that the sign-in page offers: one for each working day, and a second person where two are needed.
pub fn demo_accounts() -> Vec<DemoAccount> {
    let shown = [
        ("registrar", "献血登记", "Donor registration"),
        ("collector", "采血护士", "Collecting nurse"),
        ("doctor", "采血医师", "Physician at the site"),
        ("tester", "检验", "Laboratory testing"),
        ("checker", "检验复核", "Laboratory checking"),
        ("labhead", "检验签发", "Issuing test reports"),
        ("technician", "成分制备", "Component preparation"),
        ("release1", "放行", "Release"),
        ("release2", "放行复核", "Release, second person"),
        ("storekeeper", "库管", "Storekeeping"),
        ("issuer", "发血", "Issue"),
        ("driver", "运输", "Transport"),
        ("h01.bank", "医院输血科", "Hospital blood bank"),
        ("h01.doctor", "医院医师", "Physician"),
        ("h01.nurse", "医院护士", "Ward nurse"),
        ("quality", "质量管理", "Quality"),
        ("donorcare", "献血者服务", "Donor care"),
        ("donorcare2", "献血者服务复核", "Donor care, second person"),
        ("supervisor", "卫健委监管", "Health commission"),
        ("admin", "系统管理", "Administration"),
        ("pad", "签名板", "Pad for signing by hand"),
        ("kiosk", "自助终端", "Kiosk"),
    ];
    let accounts = accounts();
    let demo = |(username, zh, en): (&str, &str, &str)| {
        let account = accounts.iter().find(|account| account.username == username)?;
        Some(DemoAccount {
            username: account.username.clone(),
            password: PASSWORD.to_owned(),
            display_name: account.display_name.clone(),
            role: Text::new(zh, en),
        })
    };
    shown.into_iter().filter_map(demo).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{accounts, demo_accounts};

    #[test]
    fn every_offered_account_exists_and_no_name_is_taken_twice() {
        assert_eq!(demo_accounts().len(), 22);
        let accounts = accounts();
        let names: BTreeSet<&String> = accounts.iter().map(|account| &account.username).collect();
        assert_eq!((names.len(), accounts.len()), (604, 604));
    }
}
