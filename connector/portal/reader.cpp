#include "connector/portal/reader.hpp"

#include <fmt/format.h>

#include "connector/model/guest.hpp"
#include "connector/model/shown_name.hpp"

namespace connector::portal {
namespace {

const Phrases& english() {
    static const Phrases phrases(kEnglish, {});
    return phrases;
}

}  // namespace

Reader::Reader() : Reader(english(), base::utc(), false) {}

std::string Reader::key() const {
    return fmt::format("{} {}{}", language().tag, zone_->name, is_own_zone_ ? "" : "?");
}

std::string Reader::name(std::string_view name) const {
    return name == model::kGuestName ? std::string(say("A visitor"_en)) : model::shown_name(name);
}

}  // namespace connector::portal
