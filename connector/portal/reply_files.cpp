#include "connector/portal/reply_files.hpp"

#include <chrono>

#include "connector/http/upload_form.hpp"
#include "connector/portal/file_kinds.hpp"
#include "connector/portal/file_list.hpp"

namespace connector::portal {
namespace {

using Trouble = http::UploadForm::Trouble;

constexpr const char* kField = "files";

std::string size_of(std::size_t bytes, const Reader& reader) {
    return reader.size(static_cast<std::int64_t>(bytes));
}

/// What is wrong with a file; empty: nothing.
std::string problem_with(
    const http::UploadForm::File& file,
    const std::string& name,
    const UploadLimits& limits,
    const Reader& reader
) {
    if (file.trouble == Trouble::TooMany) {
        return reader.count(
            "Only one file can go with a reply. Please choose it again."_en,
            "No more than {{COUNT}} files can go with a reply. Please choose them again."_en,
            limits.max_files
        );
    }
    if (file.trouble == Trouble::TooLarge) {
        return reader.say(
            "{{NAME}} is larger than {{SIZE}}. Please choose your files again without it."_en,
            {{"NAME", name}, {"SIZE", size_of(limits.max_file_bytes, reader)}}
        );
    }
    if (file.size == 0) {
        return reader.say(
            "{{NAME}} is empty. Please choose your files again without it."_en, {{"NAME", name}}
        );
    }
    if (file.field == kField && media_type_of_upload(name, file.start)) return {};
    return reader.say(
        "{{NAME}} is of a kind that can't be sent here. Pictures, PDF, text, ZIP and office documents can. Please choose your files again."_en,
        {{"NAME", name}}
    );
}

std::string judge(
    std::vector<http::UploadForm::File>& files, const UploadLimits& limits, const Reader& reader
) {
    for (const auto& file : files) {
        auto problem = problem_with(file, clean_file_name(file.name), limits, reader);
        if (!problem.empty()) return problem;
    }
    return {};
}

/// Whether the contact may send that much more today (SR-104).
bool is_within_quota(
    const Rooms& rooms,
    const UploadLimits& limits,
    const Visitor& visitor,
    const model::Request& of,
    const std::vector<http::UploadForm::File>& files
) {
    std::int64_t bytes = rooms.database.read([&](store::Connection& connection) {
        return store::ReplyFiles(connection)
            .bytes_since(visitor.contact(), of.id, rooms.clock.now() - std::chrono::hours{24});
    });
    for (const auto& file : files) bytes += static_cast<std::int64_t>(file.size);
    return bytes <= limits.daily_bytes;
}

}  // namespace

ReplyFilesTaken take_reply_files(
    const Rooms& rooms,
    const PortalProject& project,
    const Visitor& visitor,
    const model::Request& of,
    const http::Request& form
) {
    if (!form.upload || form.upload->files().empty()) return {};
    auto& files = form.upload->files();
    const Reader& reader = visitor.reader;
    const UploadLimits& limits = *project.uploads;
    if (auto problem = judge(files, limits, reader); !problem.empty()) {
        return {.problem = std::move(problem)};
    }
    if (!is_within_quota(rooms, limits, visitor, of, files)) {
        return {
            .problem = std::string(reader.say(
                "That is more than can be sent in one day. Send your reply without the files, or with smaller ones."_en
            ))};
    }
    ReplyFilesTaken taken;
    for (auto& file : files) {
        std::string name = clean_file_name(file.name);
        const std::string media_type(media_type_of_upload(name, file.start).value());
        const auto kept = file.stored->keep();
        if (!kept) throw store::StoreUnavailable(kept.error().message);
        taken.files.push_back(
            {std::move(name), media_type, static_cast<std::int64_t>(file.size), *kept}
        );
    }
    return taken;
}

void add_file_field(
    base::TemplateValues& form,
    const Rooms& rooms,
    const PortalProject& project,
    const Reader& reader
) {
    if (rooms.uploads == nullptr || !project.uploads) return;
    const UploadLimits& limits = *project.uploads;
    form.show("MULTIPART");
    base::TemplateValues& field = form.add("ATTACH");
    field.set("MOST_BYTES", std::to_string(limits.max_file_bytes));
    field.set("MOST_FILES", std::to_string(limits.max_files));
    field.set("ACCEPT", accepted_endings());
    // The script puts the name in.
    field.set("REMOVE", reader.say("Remove {{NAME}}"_en));
    field.set("TOO_LARGE", reader.say("{{NAME}} is too large."_en));
    field.set(
        "HINT",
        reader.count(
            "One file of up to {{SIZE}}: a picture, PDF, text, ZIP or office document."_en,
            "Up to {{COUNT}} files of {{SIZE}} each: pictures, PDF, text, ZIP or office documents."_en,
            limits.max_files,
            {{"SIZE", size_of(limits.max_file_bytes, reader)}}
        )
    );
    form.add("SCRIPTED").set("SCRIPT", rooms.renderer.script_path("reply"));
}

void add_waiting_files(
    base::TemplateValues& entry,
    const std::vector<store::ReplyFiles::File>& files,
    const Reader& reader
) {
    if (files.empty()) return;
    base::TemplateValues& list = entry.add("FILES");
    for (const auto& each : files) {
        base::TemplateValues& file = list.add("FILE");
        file.set("KIND", kind_of_file(each.name));
        file.set("NAME", each.name);
        file.set("SIZE", reader.size(each.size));
    }
}

}  // namespace connector::portal
