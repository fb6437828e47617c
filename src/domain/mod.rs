//! Pure rules, compiled for the browser and the server.
