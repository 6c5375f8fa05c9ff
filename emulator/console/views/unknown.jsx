import { Empty, Heading } from '../parts/basics.jsx'
import { linkTo } from '../route.js'
import { T } from '../texts/index.js'

/** An address that leads nowhere. */
export const Unknown = () => (
  <>
    <Heading>{T.unknown.title}</Heading>
    <Empty>
      <a href={linkTo('buckets')}>{T.unknown.back}</a>
    </Empty>
  </>
)
