#include <nlohmann/json.hpp>

#include "connector/portal/dialogue.hpp"

/// A dialogue's state, in the store and back.
namespace connector::portal {

using nlohmann::json;

std::string to_text(const DialogueState& state) {
    json said = json::array();
    for (const Utterance& each : state.said) {
        said.push_back(json::array({each.is_visitors ? "visitor" : "assistant", each.text}));
    }
    const json object{
        {"step", state.step},
        {"said", said},
        {"question", state.question},
        {"address", state.address},
        {"is_anonymous", state.is_anonymous},
        {"note", state.note},
        {"type", state.type},
        {"once", state.once},
        {"typed", state.typed},
        {"changing", state.changing},
        {"intake", state.intake}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<DialogueState> dialogue_in(std::string_view text) {
    try {
        const json object = json::parse(text);
        DialogueState state;
        for (const json& each : object.at("said")) {
            state.said.push_back(
                {each.at(0).get<std::string>() == "visitor", each.at(1).get<std::string>()}
            );
        }
        object.at("step").get_to(state.step);
        object.at("question").get_to(state.question);
        object.at("address").get_to(state.address);
        object.at("is_anonymous").get_to(state.is_anonymous);
        object.at("note").get_to(state.note);
        object.at("type").get_to(state.type);
        object.at("once").get_to(state.once);
        object.at("typed").get_to(state.typed);
        object.at("changing").get_to(state.changing);
        object.at("intake").get_to(state.intake);
        return state;
    } catch (const json::exception&) {
        // The seam to the library: what it throws becomes a value here.
        return std::nullopt;
    }
}

}  // namespace connector::portal
