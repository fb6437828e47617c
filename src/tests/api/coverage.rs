//! Whatever a person can do and read on the pages, a program can, or `docs/API.md` says why not. A form or a part
//! of a page that is added stands in one of the two, or this fails.

use std::collections::{BTreeMap, BTreeSet};

use ava::{domain::view::Page, server::api};
use serde_json::Value;
use server_fn::axum::server_fn_paths;

/// The heading of the table of what is for people alone.
const HEADING: &str = "## What only people do";

/// The forms, by their addresses below `/rpc`, and the parts of pages as `read/…`; each with the operations that
/// do the same.
const BY_PROGRAMS: &[(&str, &[&str])] = &[
    ("agents/create", &["create_agent"]),
    ("agents/update", &["update_agent"]),
    ("agents/duplicate", &["duplicate_agent"]),
    ("agents/delete", &["delete_agent"]),
    ("agents/remake", &["remake_agent"]),
    ("agents/decide", &["decide_agent_conflict"]),
    ("appointments/settings", &["update_hours"]),
    ("appointments/agent_hours", &["set_agent_hours"]),
    ("appointments/agent_services", &["set_agent_services"]),
    ("appointments/add_service", &["create_service"]),
    ("appointments/change_service", &["update_service"]),
    ("appointments/delete_service", &["delete_service"]),
    ("appointments/book", &["book_appointment"]),
    ("appointments/move", &["reschedule_appointment"]),
    ("appointments/cancel", &["cancel_appointment"]),
    ("appointments/mail", &["mail_appointment"]),
    ("calls/replay", &["replay_call_event"]),
    ("calls/retention", &["update_call_retention"]),
    ("contacts/add", &["create_contact"]),
    ("contacts/change", &["update_contact"]),
    ("contacts/merge", &["merge_contacts"]),
    ("contacts/separate", &["separate_contact"]),
    ("contacts/erase", &["erase_contact"]),
    ("contacts/read_list", &["bring_contact_list", "read_contact_list"]),
    ("contacts/import_list", &["import_contact_list"]),
    ("contacts/discard_list", &["discard_contact_list"]),
    ("integrations/check", &["verify_integration"]),
    ("integrations/disconnect", &["disconnect_integration"]),
    ("integrations/choose-calendar", &["choose_calendar"]),
    ("integrations/save-openai", &["connect_integration"]),
    ("integrations/save-smtp", &["connect_integration"]),
    ("integrations/save-twilio", &["connect_integration"]),
    ("integrations/save-vapi", &["connect_integration"]),
    ("integrations/test-mail", &["send_test_mail"]),
    ("integrations/rotate-token", &["rotate_twilio_token"]),
    ("integrations/rotate-hook", &["rotate_event_address"]),
    ("integrations/check-way-in", &["check_event_address"]),
    ("notifications/read", &["read_notification"]),
    ("notifications/read_all", &["read_notifications"]),
    ("numbers/import", &["import_number"]),
    ("numbers/prove", &["prove_number"]),
    ("numbers/assign", &["assign_number"]),
    ("numbers/unassign", &["unassign_number"]),
    ("numbers/remove", &["remove_number"]),
    ("numbers/compare", &["compare_numbers"]),
    ("numbers/repair", &["resolve_difference"]),
    ("numbers/adopt", &["resolve_difference"]),
    ("numbers/forget", &["resolve_difference"]),
    ("numbers/buy", &["purchase_number"]),
    ("numbers/release", &["remove_number"]),
    ("numbers/switch", &["release_managed_numbers", "disconnect_integration"]),
    ("operations/retry", &["retry_operation"]),
    ("operations/decide", &["decide_operation"]),
    ("operations/close", &["close_operation"]),
    ("team/role", &["update_member"]),
    ("team/remove", &["remove_member"]),
    ("team/rename", &["rename_organisation"]),
    ("team/invite", &["create_invitation"]),
    ("team/reinvite", &["resend_invitation"]),
    ("team/revoke", &["revoke_invitation"]),
    ("tenants/make", &["create_tenant"]),
    ("tenants/reinvite", &["resend_tenant_invitation"]),
    ("tenants/revoke", &["revoke_tenant_invitation"]),
    ("tenants/limit", &["set_tenant_limit"]),
    ("tenants/feature", &["set_tenant_feature"]),
    ("tenants/buying", &["set_tenant_buying"]),
    ("tenants/suspend", &["suspend_tenant"]),
    ("tenants/resume", &["resume_tenant"]),
    ("tenants/delete", &["delete_tenant"]),
    ("tenants/keep", &["keep_tenant"]),
    ("tenants/retry", &["retry_tenant_operation"]),
    ("trials/say", &["say_to_agent"]),
    ("trials/anew", &["end_trial"]),
    ("webhooks/make", &["create_webhook"]),
    ("webhooks/change", &["update_webhook"]),
    ("webhooks/delete", &["delete_webhook"]),
    ("webhooks/rotate", &["rotate_webhook"]),
    ("webhooks/test", &["test_webhook"]),
    ("webhooks/pause", &["pause_webhook"]),
    ("webhooks/resume", &["resume_webhook"]),
    ("webhooks/replay", &["replay_delivery"]),
    ("webhooks/replay_span", &["replay_webhook"]),
    ("read/Integrations", &["list_integrations", "get_integration"]),
    ("read/AccountNumbers", &["list_account_numbers"]),
    ("read/WayIn", &["get_event_address"]),
    ("read/Operation", &["get_operation"]),
    ("read/Operations", &["list_operations"]),
    ("read/Health", &["list_integration_changes"]),
    ("read/Notifications", &["list_notifications"]),
    ("read/Readiness", &["get_readiness"]),
    ("read/Team", &["get_organisation", "list_members"]),
    ("read/Member", &["get_member"]),
    ("read/Invitations", &["list_invitations"]),
    ("read/Audit", &["list_audit"]),
    ("read/Webhooks", &["list_webhooks"]),
    ("read/Webhook", &["get_webhook"]),
    ("read/Deliveries", &["list_deliveries"]),
    ("read/Delivery", &["get_delivery"]),
    ("read/Tenants", &["list_tenants"]),
    ("read/Tenant", &["get_tenant"]),
    ("read/TenantAudit", &["list_tenant_audit"]),
    ("read/PlatformLog", &["list_platform_audit"]),
    ("read/Agents", &["list_agents"]),
    ("read/Agent", &["get_agent"]),
    ("read/Conflict", &["get_agent_conflict"]),
    ("read/Trial", &["get_trial"]),
    ("read/Numbers", &["list_numbers", "list_differences", "list_unused_objects"]),
    ("read/Number", &["get_number"]),
    ("read/FindNumbers", &["search_available_numbers"]),
    ("read/Calls", &["list_calls"]),
    ("read/Call", &["get_call", "get_recording"]),
    ("read/CallFigures", &["get_call_figures"]),
    ("read/CallRetention", &["get_call_retention"]),
    ("read/Appointments", &["list_appointments"]),
    ("read/Appointment", &["get_appointment"]),
    ("read/Slots", &["list_slots"]),
    ("read/BookingSettings", &["get_hours", "list_services"]),
    ("read/AgentBooking", &["get_agent_offer", "list_agent_offers"]),
    ("read/Service", &["get_service"]),
    ("read/Contacts", &["list_contacts"]),
    ("read/Contact", &["get_contact", "contact_timeline", "export_contact"]),
    ("read/ContactImport", &["get_contact_import"]),
];

/// Reads the forms that the table of `docs/API.md` names, each with its reason.
fn by_people() -> BTreeMap<&'static str, &'static str> {
    let (_, section) = include_str!("../../../docs/API.md").split_once(HEADING).unwrap();
    let lines = section.lines().skip(1).take_while(|line| !line.starts_with("## "));
    let mut found = BTreeMap::new();
    for line in lines.filter(|line| line.starts_with("| `")) {
        let [_, what, why, _] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        for name in what.split('`').skip(1).step_by(2) {
            assert!(found.insert(name, why).is_none(), "{name} stands there twice");
        }
    }
    found
}

#[test]
fn what_people_can_do_programs_can_or_the_document_says_why_not() {
    let forms = server_fn_paths().map(|(path, _)| path.trim_start_matches("/rpc/").to_owned());
    let parts = Page::ALL.iter().map(|page| format!("read/{}", page.code()));
    // It answers every part.
    let there: BTreeSet<String> = forms.filter(|form| form != "read").chain(parts).collect();
    assert!(there.len() > 150, "{there:?}");
    let by_people = by_people();
    let mut listed = BTreeSet::new();
    for name in BY_PROGRAMS.iter().map(|(name, _)| *name).chain(by_people.keys().copied()) {
        assert!(listed.insert(name.to_owned()), "{name} is for programs, and is not");
    }
    assert_eq!(listed, there);
    assert!(by_people.values().all(|why| why.len() > 20), "{by_people:?}");
}

#[test]
fn what_programs_do_instead_is_there() {
    let document = serde_json::to_value(api::document()).unwrap();
    let items = document["paths"].as_object().unwrap().values();
    let operations: BTreeSet<&str> = items
        .flat_map(|item| item.as_object().unwrap().values())
        .filter_map(|operation: &Value| operation["operationId"].as_str())
        .collect();
    for (name, by) in BY_PROGRAMS {
        assert!(!by.is_empty(), "{name}");
        for operation in *by {
            assert!(operations.contains(operation), "{name}: {operation}");
        }
    }
}
