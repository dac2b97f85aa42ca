#pragma once

#include <memory>
#include <vector>

#include "connector/http/request.hpp"
#include "connector/portal/reader.hpp"
#include "connector/portal/settings.hpp"

namespace connector::portal {

/// Every language that the portal speaks, and which of them to speak to whom. Thread-safe.
class Readers {
public:
    /// Throws std::logic_error when a catalogue can't be read.
    Readers();

    /// By what the browser asks for (Accept-Language), else English.
    [[nodiscard]] Reader of(const http::Request& request) const;

    [[nodiscard]] const std::vector<std::unique_ptr<const Phrases>>& languages() const {
        return phrases_;
    }

private:
    [[nodiscard]] const Phrases& phrases_of(const Language& language) const;

    std::vector<std::unique_ptr<const Phrases>> phrases_;  ///< in the order of kLanguages
};

}  // namespace connector::portal
