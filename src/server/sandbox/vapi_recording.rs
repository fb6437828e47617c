//! Recordings of calls: a tone, made by code.

use axum::http::StatusCode;

use super::vapi_api::{Outcome, not_found};
use super::vapi_store::{ObjectKind, Org};
use super::wire::{Answer, Incoming};

/// Samples of a second.
const RATE: u32 = 8_000;
/// Samples of one wave: a tone of 400 Hz.
const WAVE: u32 = 20;
const SECONDS: u32 = 2;

/// All of the recording, or the part that is asked for.
pub(super) fn answer(org: &Org, id: &str, call: &Incoming) -> Outcome {
    let is_recorded = org.get(ObjectKind::Call, id).is_some_and(|call| call.contains_key("artifact"));
    if !is_recorded {
        return Err(not_found());
    }
    let whole = wav();
    let Some(part) = call.header("range").and_then(|range| range.strip_prefix("bytes=")) else {
        return Ok(Answer::audio(StatusCode::OK, whole, None));
    };
    let last = whole.len() - 1;
    let (from, to) = part.split_once('-').unwrap_or((part, ""));
    let (from, to) = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) => (from, to.min(last)),
        (Ok(from), Err(_)) => (from, last),
        (Err(_), Ok(length)) => (whole.len().saturating_sub(length), last),
        (Err(_), Err(_)) => (0, last),
    };
    if from > to {
        let nothing = Some(format!("bytes */{}", whole.len()));
        return Ok(Answer::audio(StatusCode::RANGE_NOT_SATISFIABLE, Vec::new(), nothing));
    }
    let place = format!("bytes {from}-{to}/{}", whole.len());
    Ok(Answer::audio(StatusCode::PARTIAL_CONTENT, whole[from..=to].to_vec(), Some(place)))
}

/// A WAV file: one channel of eight bits.
fn wav() -> Vec<u8> {
    let length = RATE * SECONDS;
    let mut file = Vec::new();
    let mut put = |bytes: &[u8]| file.extend_from_slice(bytes);
    put(b"RIFF");
    put(&(36 + length).to_le_bytes());
    put(b"WAVEfmt ");
    put(&16_u32.to_le_bytes());
    put(&1_u16.to_le_bytes());
    put(&1_u16.to_le_bytes());
    put(&RATE.to_le_bytes());
    put(&RATE.to_le_bytes());
    put(&1_u16.to_le_bytes());
    put(&8_u16.to_le_bytes());
    put(b"data");
    put(&length.to_le_bytes());
    for sample in 0..length {
        put(&[if sample % WAVE < WAVE / 2 { 112 } else { 144 }]);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_a_whole_file() {
        let file = wav();
        assert_eq!((&file[..4], &file[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
        let size = u32::from_le_bytes(file[4..8].try_into().unwrap());
        assert_eq!(size as usize, file.len() - 8);
    }
}
