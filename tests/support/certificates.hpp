#pragma once

#include <string>

#include "tests/support/temp_dir.hpp"

namespace tests {

/// A certificate authority of two days, a server certificate of it for `localhost` and 127.0.0.1,
/// others as wanted, and a second authority that signed nothing. Made by the openssl program;
/// throws without it.
class Certificates {
public:
    Certificates();

    struct Pair {
        std::string certificate;
        std::string key;
    };

    /// Another server certificate of the first authority; `days` below zero: it has expired.
    /// `names` as in "DNS:localhost,IP:127.0.0.1".
    [[nodiscard]] Pair issue(const std::string& file_name, const std::string& names, int days = 2)
        const;

    [[nodiscard]] Pair server() const { return {certificate(), key()}; }

    [[nodiscard]] std::string ca() const { return file("ca.pem"); }

    [[nodiscard]] std::string other_ca() const { return file("other-ca.pem"); }

    [[nodiscard]] std::string certificate() const { return file("server.pem"); }

    [[nodiscard]] std::string key() const { return file("server.key"); }

private:
    [[nodiscard]] std::string file(const std::string& name) const { return dir_.path() / name; }

    void make_authority(const std::string& name) const;

    TempDir dir_;
};

}  // namespace tests
