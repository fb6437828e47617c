//! Everything that runs natively: services, repositories, providers, HTTP.
