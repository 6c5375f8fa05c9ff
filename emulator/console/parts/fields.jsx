// What forms are made of: each field with its label, and a hint where it needs one.

import { useName } from './basics.jsx'

/** A label and what it labels, which is a function of what ties them. */
export function Field({ label, hint = undefined, children }) {
  const id = useName('field')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, name: id, 'aria-describedby': hint ? `${id}-hint` : undefined })}
      {hint && (
        <span class="small" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}

/** A text that is asked for. */
export const TextField = ({ label, hint = undefined, value, onChange, ...rest }) => (
  <Field label={label} hint={hint}>
    {(own) => (
      <input
        type="text"
        spellcheck={false}
        autocomplete="off"
        value={value}
        onInput={(event) => onChange(event.target.value)}
        {...own}
        {...rest}
      />
    )}
  </Field>
)

/** One of several. @param {{ options: [string, string][] }} props value and words */
export const SelectField = ({ label, hint = undefined, value, onChange, options, ...rest }) => (
  <Field label={label} hint={hint}>
    {(own) => (
      <select value={value} onChange={(event) => onChange(event.target.value)} {...own} {...rest}>
        {options.map(([name, words]) => (
          <option key={name} value={name} selected={name === value}>
            {words}
          </option>
        ))}
      </select>
    )}
  </Field>
)

export const CheckField = ({ label, checked, onChange }) => (
  <label class="check">
    <input
      type="checkbox"
      name={useName('check')}
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
    <span>{label}</span>
  </label>
)
