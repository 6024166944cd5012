package dev.accrue.team;

import java.util.UUID;
import org.springframework.data.repository.Repository;

/// The table `api_token`. `AppUsers` looks the user up by it.
interface ApiTokens extends Repository<ApiToken, UUID> {

  ApiToken save(ApiToken token);
}
