#include "connector/store/request_types.hpp"

#include <string_view>

namespace connector::store {

void RequestTypes::save(const base::ProjectKey& project, const model::RequestType& type) {
    connection_.run(
        "insert into request_types (project, id, position, name, description, help, is_shown) "
        "values ($1, $2, $3, $4, $5, $6, $7) on conflict (project, id) do update set "
        "position = excluded.position, name = excluded.name, description = excluded.description, "
        "help = excluded.help, is_shown = excluded.is_shown",
        {std::string_view(project.value()),
         type.id,
         std::int64_t{type.position},
         std::string_view(type.name),
         std::string_view(type.description),
         std::string_view(type.help),
         std::int64_t{type.is_shown}}
    );
}

void RequestTypes::remove(const base::ProjectKey& project, std::int64_t id) {
    connection_.run(
        "delete from request_types where project = $1 and id = $2",
        {std::string_view(project.value()), id}
    );
}

std::vector<model::RequestType> RequestTypes::of_project(const base::ProjectKey& project) {
    return connection_.all(
        "select id, position, name, description, help, is_shown from request_types "
        "where project = $1 order by position, id",
        {std::string_view(project.value())},
        [](const Row& row) {
            return model::RequestType{
                .id = row.integer(0),
                .position = static_cast<int>(row.integer(1)),
                .name = row.string(2),
                .description = row.string(3),
                .help = row.string(4),
                .is_shown = row.integer(5) == 1};
        }
    );
}

}  // namespace connector::store
