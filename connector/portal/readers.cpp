#include "connector/portal/readers.hpp"

namespace connector::portal {

Readers::Readers() {
    for (const Language& language : kLanguages) {
        phrases_.push_back(std::make_unique<const Phrases>(language, std::string_view{}));
    }
}

Reader Readers::of(const http::Request& request) const {
    const Language* accepted = accepted_language(request.header("accept-language").value_or(""));
    return Reader(phrases_of(accepted != nullptr ? *accepted : kEnglish));
}

const Phrases& Readers::phrases_of(const Language& language) const {
    return *phrases_.at(static_cast<std::size_t>(&language - kLanguages.data()));
}

}  // namespace connector::portal
