#include "connector/portal/reader.hpp"

#include "base/time.hpp"
#include "connector/model/guest.hpp"
#include "connector/model/shown_name.hpp"

namespace connector::portal {
namespace {

const Phrases& english() {
    static const Phrases phrases(kEnglish, {});
    return phrases;
}

}  // namespace

Reader::Reader() : phrases_(&english()) {}

std::string Reader::name(std::string_view name) const {
    return name == model::kGuestName ? std::string(say("A visitor"_en)) : model::shown_name(name);
}

std::string Reader::when(base::Time time) const {
    return base::format_for_reading(time);
}

}  // namespace connector::portal
