import type { Site } from '../site.ts';
import { type Attachment, type Content, spaces } from './content-store.ts';
import { personJson } from './user-json.ts';

export function contentJson(site: Site, content: Content) {
  const { id, type, title, body } = content;
  return {
    id,
    type,
    status: 'current',
    title,
    space: spaceJson(site, content.space),
    history: {
      latest: true,
      createdBy: personJson(site, content.creator),
      createdDate: new Date(content.createdAt).toISOString(),
    },
    version: {
      by: personJson(site, content.modifier),
      when: new Date(content.modifiedAt).toISOString(),
      message: '',
      number: content.version,
      minorEdit: false,
    },
    body: { storage: { value: body, representation: 'storage' } },
    _links: {
      webui: `/pages/viewpage.action?pageId=${id}`,
      base: site.baseUrl(),
      context: site.context,
      self: `${site.baseUrl()}/rest/api/content/${id}`,
    },
  };
}

export function spaceJson(site: Site, key: string) {
  const space = spaces.find((one) => one.key === key);
  return {
    id: 98305 + spaces.findIndex((one) => one.key === key),
    key,
    name: space?.name,
    type: 'global',
    status: 'current',
    _links: { webui: `/display/${key}`, self: `${site.baseUrl()}/rest/api/space/${key}` },
    _expandable: { homepage: '', description: '', metadata: '' },
  };
}

export function attachmentJson(site: Site, content: Content, attachment: Attachment) {
  const { id, title, mediaType, data } = attachment;
  const by = personJson(site, attachment.creator);
  const when = new Date(attachment.createdAt).toISOString();
  return {
    id: `att${id}`,
    type: 'attachment',
    status: 'current',
    title,
    version: { by, when, number: 1, minorEdit: false },
    metadata: { mediaType, comment: '' },
    extensions: { mediaType, fileSize: data.length, comment: '' },
    _links: {
      webui: `/pages/viewpage.action?pageId=${content.id}&preview=/${id}`,
      download: `/download/attachments/${content.id}/${encodeURIComponent(title)}`,
      self: `${site.baseUrl()}/rest/api/content/att${id}`,
    },
  };
}
