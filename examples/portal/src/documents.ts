import { graphql } from "./gql";

export const MEMBERS = graphql(`
  query Members($language: Language, $after: String) {
    members(first: 12, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id
        state { isoAlpha3 name(language: $language) regionalGroup }
        mechanism { name(language: $language) type languages originalLanguage }
        joinedOn
      }
    }
  }
`);

export const PRACTICES = graphql(`
  query Practices($search: String, $language: Language, $after: String) {
    practices(search: $search, first: 10, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id
        title(language: $language)
        summary(language: $language)
        languages
        originalLanguage
        state { name(language: $language) }
      }
    }
  }
`);

export const LATEST_VOTE = graphql(`
  query LatestVote($language: Language) {
    decisions(first: 1, orderBy: DECIDED_AT, direction: DESC, filter: { method: VOTE }) {
      nodes {
        id
        reference
        title(language: $language)
        text(language: $language)
        languages
        originalLanguage
        stage
        method
        tally { eligible present presentAndVoting yes no abstain adopted }
      }
    }
  }
`);
