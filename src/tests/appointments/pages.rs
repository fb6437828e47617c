//! What the pages of appointments show, and to whom they offer what.

use crate::support::app::{Database, TestApp};

const SETTINGS: &str = "/dashboard/appointments/settings";

#[tokio::test]
async fn an_appointment_is_booked_moved_and_seen_without_scripts() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let empty = browser.page("/dashboard/appointments").await;
    assert!(empty.body.contains("Nothing can be booked yet"), "{}", empty.body);

    let week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let names: Vec<String> = week.iter().map(|day| format!("form[{day}]")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "9-17")).collect();
    fields.extend([("form[zone]", "Asia/Tokyo"), ("form[closed]", ""), ("form[lead_hours]", "0")]);
    let mut wrong = fields.clone();
    wrong[2].1 = "9 to 5";
    wrong.push(("form[days_ahead]", "0"));
    let refused = browser.form(SETTINGS, "appointments/settings", &wrong).await;
    let shown = browser.page(refused.header("location")).await.body;
    for text in ["Hours in their order", "A whole number, from 1 to 366.", "value=\"9 to 5\""] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    fields.push(("form[days_ahead]", "60"));
    browser.form(SETTINGS, "appointments/settings", &fields).await;
    assert!(browser.page(SETTINGS).await.body.contains("value=\"9:00–17:00\""));
    let service = [("form[name]", "Tea <b>ceremony</b>"), ("form[minutes]", "45"), ("form[buffer]", "15")];
    browser.form(SETTINGS, "appointments/add_service", &service).await;
    let services = browser.page(SETTINGS).await.body;
    assert!(services.contains("Tea &lt;b") && !services.contains("<b>ceremony"), "{services}");

    let id = app.text("SELECT id FROM appointment_services", &[]).await;
    let times = browser.page(&format!("/dashboard/appointments/new?service={id}")).await.body;
    assert!(times.contains("Times are those of Asia/Tokyo.") && times.contains(">09:00<"), "{times}");
    let start = times.split("<option value=\"1").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let start = format!("1{start}");
    let form = [
        ("form[service]", id.as_str()),
        ("form[start]", &start),
        ("form[customer]", "Ana Morel"),
        ("form[phone]", "+33 1 84 88 00 12"),
        ("form[email]", ""),
        ("form[note]", ""),
    ];
    let booked = browser.form("/dashboard/appointments/new", "appointments/book", &form).await;
    let page = browser.page(booked.header("location")).await.body;
    for text in ["The appointment is booked.", "Ana Morel", "+33 1 84 88 00 12", "UTC+9"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let in_tokyo = start.parse::<i64>().unwrap() + 9 * 3_600_000;
    let date = ava::domain::moment::date(in_tokyo / 86_400_000);
    for query in ["layout=day", "layout=week", "layout=list", "layout=list&state=all"] {
        let list = browser.page(&format!("/dashboard/appointments?{query}&date={date}")).await;
        assert!(list.status == 200 && list.body.contains("Ana Morel"), "{query} {date}: {}", list.body);
    }

    // The customer's page says the time with its zone, which is not that of whoever looks.
    let contact = app.text("SELECT id FROM contacts", &[]).await;
    let customer = browser.page(&format!("/dashboard/contacts/{contact}")).await.body;
    assert!(customer.contains(" UTC+9<"), "{customer}");

    let failed = "INSERT INTO booking_mails (org_id, appointment_id, mail, state)
                  SELECT org_id, id, 'change', 'failed' FROM appointments";
    app.execute(failed, &[]).await;
    for query in ["layout=day", "layout=week", "layout=list"] {
        let list = browser.page(&format!("/dashboard/appointments?{query}&date={date}")).await.body;
        assert!(list.contains("Mail to look at"), "{query}: {list}");
    }

    app.execute("UPDATE memberships SET role = 'viewer'", &[]).await;
    for path in ["/dashboard/appointments", SETTINGS, booked.header("location")] {
        let body = browser.page(path).await.body;
        assert!(!body.contains("action=\"/rpc/appointments/"), "{path}: {body}");
    }
}
