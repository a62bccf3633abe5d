-- Transfuse: patients of a hospital, their samples, matches from the blood bank to the bedside, discards.
create schema transfuse;

create table transfuse.patient (
    patient_id uuid primary key,
    org_id uuid not null references platform.org,
    -- number of the hospital's own record; stands on the wristband
    record_no text collate "C" not null,
    name text not null,
    pinyin text not null,
    sex text not null check (sex in ('male', 'female')),
    born_on date,
    ward text,
    created_at timestamptz not null,
    created_by uuid not null references platform.app_user,
    unique (org_id, record_no)
);
create index patient_pinyin on transfuse.patient (org_id, pinyin);

create table transfuse.sample (
    sample_id uuid primary key,
    org_id uuid not null references platform.org,
    -- number on the tube
    sample_no text not null,
    patient_id uuid not null references transfuse.patient,
    drawn_at timestamptz not null,
    valid_until timestamptz not null,
    registered_at timestamptz not null,
    registered_by uuid not null references platform.app_user,
    unique (org_id, sample_no)
);
create index sample_patient on transfuse.sample (patient_id, drawn_at desc);

-- What a patient was typed as: from one sample each, and at most once from an older record. Never overwritten.
create table transfuse.group_result (
    result_id uuid primary key,
    patient_id uuid not null references transfuse.patient,
    source text not null check (source in ('history', 'sample')),
    sample_id uuid unique references transfuse.sample,
    blood_group text not null,
    at timestamptz not null,
    by_user uuid not null references platform.app_user,
    check ((source = 'sample') = (sample_id is not null))
);
create unique index group_result_history on transfuse.group_result (patient_id) where source = 'history';
create index group_result_patient on transfuse.group_result (patient_id);

create table transfuse.match (
    match_id uuid primary key,
    org_id uuid not null references platform.org,
    unit_id uuid not null references ledger.unit,
    patient_id uuid not null references transfuse.patient,
    sample_id uuid references transfuse.sample,
    crossmatch text not null check (crossmatch in ('compatible', 'incompatible', 'not_required', 'emergency')),
    state text not null check (state in ('matched', 'lapsed', 'incompatible', 'emergency', 'emergency_signed', 'dispensed',
        'starting', 'running', 'finished', 'returned', 'discarded', 'cancelled')),
    -- what the patient's group was taken for; empty when it was not confirmed
    patient_group text,
    preference int not null,
    approval_reason text,
    valid_until timestamptz,
    matched_at timestamptz not null,
    matched_by uuid not null references platform.app_user,
    emergency_reason text,
    signed_at timestamptz,
    signed_by uuid references platform.app_user,
    -- SHA-256 of what the physician was shown
    signature text,
    crossmatch_due_at timestamptz,
    later_result text check (later_result in ('compatible', 'incompatible')),
    later_sample_id uuid references transfuse.sample,
    later_at timestamptz,
    later_by uuid references platform.app_user,
    dispensed_at timestamptz,
    dispensed_by uuid references platform.app_user,
    ward_id uuid references platform.site,
    first_at timestamptz,
    first_by uuid references platform.app_user,
    started_at timestamptz,
    second_by uuid references platform.app_user,
    ended_at timestamptz,
    ended_by uuid references platform.app_user,
    given_ml int,
    reaction_code text,
    reaction_severity int check (reaction_severity between 1 and 4),
    reaction_note text,
    returned_at timestamptz,
    returned_by uuid references platform.app_user,
    minutes_out int,
    return_reason text,
    cancelled_at timestamptz,
    cancelled_by uuid references platform.app_user,
    cancel_reason text,
    check (started_at is null or (first_by is not null and second_by is not null and first_by <> second_by))
);
create index match_org on transfuse.match (org_id, match_id desc);
create index match_patient on transfuse.match (patient_id, match_id desc);
create index match_unit on transfuse.match (unit_id);
-- a unit is matched once at a time
create unique index match_one on transfuse.match (unit_id) where state = 'matched';
create index match_crossmatch_due on transfuse.match (org_id, crossmatch_due_at)
    where crossmatch_due_at is not null and later_result is null;

create table transfuse.discard (
    discard_id uuid primary key,
    org_id uuid not null references platform.org,
    unit_id uuid not null references ledger.unit,
    cause text not null,
    reason text not null,
    state text not null check (state in ('pending', 'done', 'withdrawn')),
    asked_at timestamptz not null,
    asked_by uuid not null references platform.app_user,
    confirmed_at timestamptz,
    confirmed_by uuid references platform.app_user,
    withdrawn_reason text,
    check (state <> 'done' or confirmed_by <> asked_by)
);
create unique index discard_pending on transfuse.discard (unit_id) where state = 'pending';
create index discard_org on transfuse.discard (org_id, discard_id desc);
